"""How fast HunyuanVideo-Foley's transformer is, and what it holds: random weights, from noise to latents.

    python -m tests.benchmarks.hunyuan [--device auto] [--size reduced|xl|xxl] [--json] [--png FILE]

Packed stepping against clip by clip without the lossless savings, sets of more and more clips, memory against its
prediction, decoding between and beside steps, what joining and leaving cost. In fp32 on a CPU, in bf16 elsewhere.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import psutil
import torch

from footfall_daemon.engine.devices import card_of, device_named
from tests.benchmarks.denoising.bed import Bed
from tests.benchmarks.denoising.decoding import overlap
from tests.benchmarks.denoising.plan import ACCELERATOR, DECODERS, PROCESSOR, SIZES, Plan
from tests.benchmarks.denoising.report import Report, plot
from tests.benchmarks.denoising.trials import boundary, memory, race, scaling


def measured(size: str, device: torch.device, plan: Plan) -> Report:
    """Memory first: what the other trials leave behind would count as held."""
    dtype = torch.float32 if device.type == "cpu" else torch.bfloat16
    load = psutil.getloadavg()[0]
    bed = Bed.made(SIZES[size], device, dtype)
    weighed = memory(bed, plan)
    peaks = [bed.peak(plan.times)]
    raced = race(bed, plan)
    peaks.append(bed.peak(plan.times))
    scaled = scaling(bed, plan)
    peaks.append(bed.peak(plan.times))
    where = f"{card_of(device).name or device}, {size} {bed.sizes}, {str(dtype).removeprefix('torch.')}"
    decoded = overlap(bed, DECODERS[size], plan)
    return Report(where, load, max(peaks), raced, scaled, weighed, decoded, boundary(bed, plan))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--size", choices=[name for name in SIZES if name != "tiny"], default="reduced")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    parser.add_argument("--png", type=Path, metavar="FILE", help="a picture too")
    arguments = parser.parse_args()
    device = device_named(arguments.device)
    report = measured(arguments.size, device, PROCESSOR if device.type == "cpu" else ACCELERATOR)
    print(json.dumps(report.figures(), indent=1) if arguments.json else report.words())
    if arguments.png:
        plot(report, arguments.png)


if __name__ == "__main__":
    main()
