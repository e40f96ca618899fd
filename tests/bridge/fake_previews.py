"""Strips and peaks as the fake daemon makes them: grey pictures that grow lighter, a sound that swells."""

from __future__ import annotations

import cv2
import numpy as np

from footfall_bridge import protocol as p

DURATION = 4.0
"""Seconds of every clip with a picture."""


def strip_of(job: p.JobInfo, request: p.GetStrip) -> p.Strip:
    if job.media is None:
        raise p.Refusal("no-picture", f"job {job.id} is made from text alone: it has no picture")
    parts = range(request.frames)
    return p.Strip(
        job=job.id,
        duration=DURATION,
        frames=[
            p.Still(
                time=DURATION * (part + 0.5) / request.frames,
                jpeg=_jpeg(request.height, 255 * (part + 1) // request.frames),
            )
            for part in parts
        ],
    )


def _jpeg(height: int, shade: int) -> bytes:
    written, data = cv2.imencode(".jpg", np.full((height, height * 16 // 9), shade, np.uint8))
    assert written
    return data.tobytes()


def peaks_of(job: p.JobInfo, request: p.GetPeaks) -> p.Peaks:
    if request.output >= len(job.outputs):
        raise p.Refusal("no-output", f"job {job.id} has no such file yet")
    output = job.outputs[request.output]
    length = output.samples / output.sample_rate
    start, stop = request.start or 0.0, length if request.stop is None else min(request.stop, length)
    at = np.linspace(start, stop, request.columns) / length
    high = np.tile((127 * at).astype(np.int8), output.channels)
    return p.Peaks(
        job=job.id,
        path=output.path,
        sample_rate=output.sample_rate,
        channels=output.channels,
        samples=output.samples,
        start=start,
        stop=stop,
        low=(-high).tobytes(),
        high=high.tobytes(),
    )
