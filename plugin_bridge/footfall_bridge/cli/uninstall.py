"""`footfall uninstall`: takes away what Footfall wrote for this user outside its package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, printable, say, show_json, tell

if TYPE_CHECKING:
    from pathlib import Path

    from footfall_bridge.places import Places


def uninstall(
    purge: Annotated[
        bool, typer.Option("--purge", help="Also settings, queue, fetched weights, logs: all but audio.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: opt.Json = False,
) -> Exit:
    """Take away what was set up for you, and the engines; the program itself is its package's to remove.

    Audio stays where it is, and so does what you changed of what `footfall setup` wrote.
    """
    from footfall_bridge import uninstalling
    from footfall_bridge.cli.daemon import stop_daemon
    from footfall_bridge.locate import daemon_lives
    from footfall_bridge.places import Places
    from footfall_bridge.protocol import Refusal

    places = Places.of_user()
    if uninstalling.tray_lives(places):
        raise Refusal("tray-runs", "the tray app runs: quit it in its menu, then try again")
    folders = uninstalling.all_of_ours(places) if purge else uninstalling.engines(places)
    if not (yes or _agreed([folder for folder in folders if folder.is_dir()], json=json)):
        return Exit.refused
    if daemon_lives(places):
        stop_daemon(places)
    kept = _undo_setup(places)
    gone = uninstalling.take_away(folders)
    if json:
        show_json({"removed": [str(folder) for folder in gone], "kept": kept})
        return Exit.done
    for folder in gone:
        say(f"removed {printable(str(folder))}")
    for where in kept:
        tell(f"footfall: {printable(where)} is left as it is: it was changed after setup wrote it [kept]")
    say("Your audio stays where it is. Now remove the package.")
    return Exit.done


def _agreed(folders: list[Path], *, json: bool) -> bool:
    """Raises `Refusal` where nobody can be asked."""
    from footfall_bridge.cli.follow import at_terminal
    from footfall_bridge.protocol import Refusal

    if json or not at_terminal():
        raise Refusal("not-confirmed", "--yes removes without asking")
    for folder in folders:
        tell(f"will be removed: {printable(str(folder))}")
    return typer.confirm("Take Footfall out of your editors and folders?", err=True)


def _undo_setup(places: Places) -> list[str]:
    """Where something was left as the user made it."""
    from footfall_bridge.setup import Action, Setup

    work = Setup(places)
    changes = work.plan([target.name for target in work.targets()], remove=True)
    if changes:
        work.carry_out(changes)
    return [change.where for change in changes if change.action is Action.keep]
