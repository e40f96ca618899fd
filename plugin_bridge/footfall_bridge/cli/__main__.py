"""The `footfall` command: its commands put together, and every error told as one sentence with a code."""

from __future__ import annotations

import functools
import importlib.metadata
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Final

import typer

from footfall_bridge.cli import (
    again,
    bench,
    clip_job,
    contacts,
    daemon,
    doctor,
    engines,
    export,
    farm,
    generate,
    gpu,
    logs,
    provision,
    queue,
    report,
    resolve,
    settings,
    setup,
    timeline,
    uninstall,
    watch_folder,
    watching,
)
from footfall_bridge.cli.output import Exit, report_error, say, write_anything

_EPILOG = "Exit codes: 0 done, 1 a job failed, 2 refused or bad usage, 3 no daemon, 130 interrupted."
_COMMANDS: Final[tuple[Callable[..., int], ...]] = (
    generate.generate,
    again.again,
    timeline.timeline,
    watch_folder.watch_folder,
    report.report,
    queue.queue,
    queue.show,
    contacts.contacts,
    watching.watch,
    queue.cancel,
    queue.retry,
    queue.move,
    queue.pause,
    queue.resume,
    queue.forget,
    queue.restore,
    daemon.status,
    logs.logs,
    daemon.stop,
    bench.bench,
    setup.setup,
    uninstall.uninstall,
    doctor.doctor,
    daemon.daemon,
)
_FOR_EDITORS: Final[tuple[Callable[..., int], ...]] = (clip_job.clip_job,)
"""Not for people: the help does not list them."""
_GROUPS: Final[dict[str, tuple[str, tuple[Callable[..., int], ...]]]] = {
    "config": (
        "Look at the settings, and change them.",
        (settings.get_setting, settings.set_setting, settings.list_settings),
    ),
    "engines": (
        "See which engines there are; get what they need; get, check and remove their weights.",
        (
            engines.list_engines,
            engines.pull_weights,
            engines.verify_weights,
            engines.remove_weights,
            provision.setup_engines,
        ),
    ),
    "export": ("Write jobs for other queues than Footfall's own.", (export.openjd_template,)),
    "farm": (
        "What a job of `footfall export openjd` runs on a node of a render farm.",
        (farm.enter_session, farm.run_task, farm.leave_session),
    ),
    "gpu": (
        "See what devices are used for; leave them to other programs, and take them back.",
        (gpu.status, gpu.release, gpu.reclaim, gpu.busy, gpu.idle),
    ),
    "resolve": (
        "Foley in a DaVinci Resolve that takes no Python (free, 21.1 and later): best effort, by a mailbox.",
        (
            resolve.generate_selected,
            resolve.place_finished,
            resolve.take_use,
            resolve.status_told,
            resolve.remove_all,
            resolve.stop_mailbox,
        ),
    ),
}
_NOT_FOR_PEOPLE: Final = frozenset(("farm",))
"""Groups that the help does not list."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    write_anything()
    words = spelled_out(sys.argv[1:] if arguments is None else arguments)
    try:
        code = build(json_wanted="--json" in words)(words, prog_name="footfall", standalone_mode=False)
    except typer.TyperException as error:
        return _misused(error, json_wanted="--json" in words)
    except typer.Abort:
        return Exit.interrupted
    return int(code or 0)


def build(*, json_wanted: bool = False) -> typer.Typer:
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        epilog=_EPILOG,
    )
    app.callback()(_footfall)
    for command in _COMMANDS:
        app.command(command.__name__.replace("_", "-"))(_guarded(command, json_wanted))
    for command in _FOR_EDITORS:
        app.command(command.__name__.replace("_", "-"), hidden=True)(_guarded(command, json_wanted))
    for name, (about, commands) in _GROUPS.items():
        group = typer.Typer(no_args_is_help=True, help=about)
        for command in commands:
            group.command(command.__name__.partition("_")[0])(_guarded(command, json_wanted))
        app.add_typer(group, name=name, hidden=name in _NOT_FOR_PEOPLE)
    return app


def spelled_out(words: Sequence[str]) -> list[str]:
    """`--movie` alone means `--movie=mixed`: an option with an optional value would swallow the next path."""
    end = list(words).index("--") if "--" in words else len(words)
    return ["--movie=mixed" if word == "--movie" else word for word in words[:end]] + list(words[end:])


def _footfall(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=lambda wanted: _version(wanted))
    ] = False,
) -> None:
    """Foley for the clips on your timeline, made on your own machine."""


def _version(wanted: bool) -> None:
    if wanted:
        say(f"footfall {importlib.metadata.version('footfall')}")
        raise typer.Exit


def _guarded(command: Callable[..., int], json_wanted: bool) -> Callable[..., int]:
    """Refusals become a sentence and an exit code."""

    @functools.wraps(command)
    def run(*args: object, **options: object) -> int:
        from footfall_bridge.protocol import Refusal

        try:
            return command(*args, **options)
        except Refusal as refusal:
            return report_error(refusal.code, refusal.message, json_wanted=json_wanted)

    return run


def _misused(error: typer.TyperException, *, json_wanted: bool) -> Exit:
    message = " ".join(error.format_message().split())
    if not message:  # no words at all: the help has been shown
        return Exit.refused
    return report_error("usage", message, json_wanted=json_wanted)


if __name__ == "__main__":
    sys.exit(main())
