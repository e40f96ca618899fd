"""`python -m footfall_daemon.bench`: measures an engine; says how it goes and what came of it as JSON lines."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_daemon.bench.session import Request, measured
from footfall_daemon.catalog import Catalog, EngineInfo
from footfall_daemon.library import Library

_INTERRUPTED = 130
"""As a shell has it for a program that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell has had the first one ignored
        signal.signal(number, signal.default_int_handler)
    try:
        return _answer(arguments)
    except BrokenPipeError:  # whoever asked has gone: nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _answer(arguments: Sequence[str] | None) -> int:
    try:
        asyncio.run(_measure(_parser().parse_args(arguments)))
    except Refusal as refusal:
        _say({"kind": "error", "code": refusal.code, "message": refusal.message})
        return 1
    except KeyboardInterrupt:
        with contextlib.suppress(BrokenPipeError):
            _say({"kind": "error", "code": "interrupted", "message": "Stopped before the end."})
        return _INTERRUPTED
    return 0


async def _measure(given: argparse.Namespace) -> None:
    progress = _Progress()
    with tempfile.TemporaryDirectory(prefix="footfall-bench-", ignore_cleanup_errors=True) as folder:
        engine = _engine(given.engine)
        request = Request(
            engine=engine,
            weights=_weights(engine, given.weights),
            precision=given.precision,
            device=given.device,
            seconds=given.seconds,
            sizes=given.sizes,
            limit=given.limit,
            media=given.media,
            png=given.png,
            calibration=given.calibration,
            folder=Path(folder),
        )
        result = await measured(request, progress.tell)
    _say(result.model_dump(mode="json"))


class _Progress:
    def __init__(self) -> None:
        self._told = (0.0, "")

    def tell(self, done: float, text: str) -> None:
        """By the percent: steps of a fast engine would be a flood."""
        told = max(self._told[0], round(done, 2)), text
        if told != self._told:
            self._told = told
            _say({"kind": "progress", "done": told[0], "text": text})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refusal("bad-arguments", f"{message[:1].upper()}{message[1:]}.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="footfall_daemon.bench", description=__doc__)
    parser.add_argument("--engine", default="sketch")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda:0 ...")
    parser.add_argument("--seconds", type=_length, default=Fraction(10), help="length of the clip")
    parser.add_argument("--sizes", type=_sizes, default=(1, 2, 4, 8), help="clips that run together: 1,2,4,8")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds after which nothing is measured again")
    parser.add_argument("--media", type=Path, help="a video to measure with, instead of a drawn one")
    parser.add_argument("--png", type=Path, help="draw the table into this file")
    parser.add_argument("--weights", type=Path, help="folder of the library of weights")
    parser.add_argument("--precision", default="auto", help="how weights are held: auto, bf16, fp8 ...")
    parser.add_argument("--calibration", type=Path, help="file in which the scheduler keeps what engines cost")
    return parser


def _length(text: str) -> Fraction:
    if (seconds := Fraction(text)) <= 0:
        raise argparse.ArgumentTypeError("a clip is longer than 0 s")
    return seconds


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(part) for part in text.split(","))
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError("a batch has one clip at least")
    return sizes


def _engine(name: str) -> EngineInfo:
    catalog = Catalog()
    if name not in catalog:
        raise Refusal("unknown-engine", f"There is no engine {name!r}; there is {', '.join(catalog.names())}.")
    return catalog[name]


def _weights(engine: EngineInfo, folder: Path | None) -> Path | None:
    if not engine.weights:
        return None
    library = Library(folder or Places.of_user().weights)
    if words := library.missing(engine.weights, engine.name):
        raise Refusal("weights-missing", f"{engine.name} cannot run: {words}")
    return library.set_file(engine.weights)


if __name__ == "__main__":
    sys.exit(main())
