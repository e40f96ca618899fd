"""`footfall engines setup`: PyTorch in the build that fits this machine, and what else engines need."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, say, show_json, size_of, tell

if TYPE_CHECKING:
    from footfall_bridge.provision.builds import Build, Choice
    from footfall_bridge.provision.wheels import Progress


def setup_engines(
    build: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="cuda, rocm, xpu, mps or cpu: not what fits this machine."),
    ] = None,
    torch_index: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The address of PyTorch's own index, above its folders of builds."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched, fetch nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: opt.Json = False,
) -> Exit:
    """Get PyTorch for this machine, and what else engines need: gigabytes. Interrupted, it goes on."""
    from footfall_bridge.places import Places
    from footfall_bridge.provision.provision import Provision

    provision = Provision(Places.of_user(), os.environ, torch_index)
    choice = provision.plan(_named(build))
    if not json:
        _show(choice)
    if dry_run:
        if json:
            show_json({"build": choice.build, **_rest(choice), "device": None, "torch": None})
        return Exit.done
    if not (yes or _agreed(json=json)):
        return Exit.refused
    with shown(hidden=json) as hear:
        made = provision.carry_out(choice, hear)
    if json:
        show_json({"build": choice.build, **_rest(choice), "device": made.device, "torch": made.torch})
    else:
        say(f"The engines are installed: PyTorch {made.torch}, on {made.device}.")
    return Exit.done


def _named(build: str | None) -> Build | None:
    """Raises `Refusal("unknown-build")`."""
    from footfall_bridge.protocol import Refusal
    from footfall_bridge.provision.builds import Build

    if build is None:
        return None
    try:
        return Build(build)
    except ValueError:
        known = ", ".join(Build)
        raise Refusal("unknown-build", f"there is no build {build!r}: {known}") from None


def _show(choice: Choice) -> None:
    from footfall_bridge.provision.builds import title

    say(f"PyTorch for {title(choice.build)}: {choice.why}.")
    if choice.advice:
        say(f"{choice.advice[0].upper()}{choice.advice[1:]}.")
    say(f"About {size_of(choice.download_bytes)} are fetched, {size_of(choice.installed_bytes)} stay on the disk.")


def _rest(choice: Choice) -> dict[str, object]:
    return {
        "why": choice.why,
        "advice": choice.advice,
        "download_bytes": choice.download_bytes,
        "installed_bytes": choice.installed_bytes,
    }


def _agreed(*, json: bool) -> bool:
    """Raises `Refusal` where nobody can be asked."""
    from footfall_bridge.cli.follow import at_terminal
    from footfall_bridge.protocol import Refusal

    if json or not at_terminal():
        raise Refusal("not-confirmed", "--yes fetches without asking, --dry-run only says what")
    return typer.confirm("Fetch them?", err=True)


@contextmanager
def shown(*, hidden: bool) -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal, else a line for each thing."""
    if hidden:
        yield lambda said: None
    elif not sys.stderr.isatty():
        yield _Lines().hear
    else:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
        from rich.progress import Progress as Bars

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(binary_units=True))
        with Bars(*columns, TransferSpeedColumn(), console=Console(stderr=True)) as bars:
            task = bars.add_task("", total=None)

            def hear(said: Progress) -> None:
                bars.update(task, description=_words(said), completed=said.done, total=said.total or None)

            yield hear


class _Lines:
    def __init__(self) -> None:
        self._last = ""

    def hear(self, said: Progress) -> None:
        if (words := _words(said)) != self._last:
            self._last = words
            tell(words)


def _words(said: Progress) -> str:
    what = f"{said.stage} {said.what}"
    return f"{what} ({said.number} of {said.count})" if said.count > 1 else what
