"""`footfall bench`: what this machine makes of an engine, measured while the daemon keeps off its devices."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, show_json, tell

_LIKE_CTRL_C = ("SIGTERM", "SIGHUP", "SIGBREAK")


def bench(
    engine: Annotated[str | None, typer.Option(help="Which; the built-in one if not said.")] = None,
    device: Annotated[str | None, typer.Option(metavar="NAME", help="Such as cpu or cuda:0.")] = None,
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Length of the clips.")] = 10.0,
    precision: Annotated[
        str | None, typer.Option(metavar="NAME", help="How weights are held: auto, float32, bf16, fp16, fp8.")
    ] = None,
    sizes: Annotated[str | None, typer.Option(metavar="1,2,4,8", help="How many clips at once.")] = None,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Also as a picture.")] = None,
    json: opt.Json = False,
) -> Exit:
    """Measure how fast batches of clips are made, and what they need. A running daemon steps aside meanwhile.

    What was measured is kept: the daemon plans with it.
    """
    from footfall_bridge.cli.figures import progress_bar, show_figures
    from footfall_bridge.cli.measurement import measure
    from footfall_bridge.cli.release import lent
    from footfall_bridge.locate import daemon_command
    from footfall_bridge.places import Places

    given = {"--engine": engine, "--device": device, "--precision": precision, "--sizes": sizes}
    given["--png"] = str(png.absolute()) if png else None
    words = [f"{name}={value}" for name, value in given.items() if value is not None]
    places = Places.of_user()
    words += [f"--seconds={seconds:g}", f"--calibration={places.calibration_file}", f"--weights={places.weights}"]
    command = [*daemon_command("footfall_daemon.bench"), *words]
    quiet = (lambda _: None) if json else tell
    with _ended_like_ctrl_c(), lent(device, tell=quiet), progress_bar(hidden=json) as on_progress:
        figures = measure(command, on_progress)
    if json:
        show_json(figures.model_dump(mode="json", exclude={"kind"}))
    else:
        show_figures(figures)
    return Exit.done


@contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """Whoever ends us, or closes our terminal: the daemon gets its devices back first."""
    signals = [getattr(signal, name) for name in _LIKE_CTRL_C if hasattr(signal, name)]
    before = [(number, signal.signal(number, signal.default_int_handler)) for number in signals]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
