"""`footfall setup`: plugins for the editors on this machine, menus of file managers, the start at login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, counted, printable, say, show_json, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from footfall_bridge.setup import Change, Outcome, Setup


def setup(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="resolve, premiere, blender, kdenlive, files, autostart, desktop."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Whatever is found here.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take away what setup wrote.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the changes, make none.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also what you have changed, and what setup did not write.")
    ] = False,
    json: opt.Json = False,
) -> Exit:
    """Put Footfall into the editors and file managers of this machine, mend it there, or take it away.

    Without names it only shows what there is. All changes are listed first. Exits with 1 where something was left
    as it is.
    """
    from footfall_bridge.places import Places
    from footfall_bridge.setup import Setup

    work = Setup(Places.of_user())
    chosen = _chosen(work, names or [], everything=everything, remove=remove, quiet=json)
    changes = work.plan(chosen, remove=remove, force=force)
    if not json:
        _show(work, changes, chosen)
    outcomes: list[Outcome] = []
    if not dry_run and changes:
        if _to_do(changes) and not yes:
            _check_terminal(json)
        if not yes and not json:
            changes = _with_kept(work, changes, chosen, remove)
        if yes or not _to_do(changes) or typer.confirm("Make these changes?", err=True):
            outcomes = work.carry_out(changes)
    return _report(work, changes, outcomes, dry_run=dry_run, json=json)


def _chosen(work: Setup, names: Sequence[str], *, everything: bool, remove: bool, quiet: bool) -> list[str]:
    """What is here; what is not is an error only where it was asked for by name. Raises `Refusal`."""
    from footfall_bridge.protocol import Refusal
    from footfall_bridge.setup import TargetState

    work.plan(names)
    targets = work.targets()
    if remove:
        return [target.name for target in targets if everything or target.name in names]
    for target in targets:
        if target.name in names and target.state is TargetState.absent:
            raise Refusal("not-here", f"{target.detail.rstrip('.')}: nothing was set up")
        if target.name in names and not work.plan([target.name]):
            raise Refusal("not-ready", target.detail.rstrip("."))
        if everything and not quiet and not work.plan([target.name]):
            tell(f"{target.title}: {printable(target.detail)}")
    return [target.name for target in targets if everything or target.name in names]


def _to_do(changes: Sequence[Change]) -> list[Change]:
    from footfall_bridge.setup import Action

    return [change for change in changes if change.action not in (Action.nothing, Action.keep)]


def _kept(changes: Sequence[Change]) -> list[Change]:
    from footfall_bridge.setup import Action

    return [change for change in changes if change.action is Action.keep]


def _check_terminal(json: bool) -> None:
    """Raises `Refusal` where nobody can be asked."""
    from footfall_bridge.cli.follow import at_terminal
    from footfall_bridge.protocol import Refusal

    if json or not at_terminal():
        raise Refusal("not-confirmed", "--yes makes these changes without asking, --dry-run only shows them")


def _with_kept(work: Setup, changes: list[Change], chosen: list[str], remove: bool) -> list[Change]:
    """The same changes, or with those that only the user may allow."""
    from footfall_bridge.cli.follow import at_terminal

    kept = _kept(changes)
    if not kept or not at_terminal():
        return changes
    verb = "Remove" if remove else "Replace"
    if not typer.confirm(f"{verb} also {counted(len(kept), 'file')} that you changed, or setup did not write?"):
        return changes
    return work.plan(chosen, remove=remove, force=True)


def _show(work: Setup, changes: Sequence[Change], chosen: Sequence[str]) -> None:
    from footfall_bridge.cli.plan import show_changes, show_targets

    if chosen:
        show_changes(changes)
    else:
        show_targets(work.targets())
        say("`footfall setup --all` sets up whatever is here, `footfall setup NAME` one of them.")


def _report(
    work: Setup, changes: Sequence[Change], outcomes: Sequence[Outcome], *, dry_run: bool, json: bool
) -> Exit:
    from footfall_bridge.cli.plan import change_json, target_json

    kept = _kept(changes)
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    undone = not outcomes and bool(_to_do(changes))
    if json:
        errors = {id(outcome.change): outcome.error for outcome in failed}
        listed = [change_json(change, errors.get(id(change))) for change in changes]
        targets = [target_json(target) for target in work.targets()]
        show_json({"targets": targets, "changes": listed, "carried_out": bool(outcomes)})
    else:
        _tell_rest(outcomes, kept)
    if dry_run:
        return Exit.done
    return Exit.failed if kept or failed or undone else Exit.done


def _tell_rest(outcomes: Sequence[Outcome], kept: Sequence[Change]) -> None:
    done = _to_do([outcome.change for outcome in outcomes if outcome.error is None])
    if done:
        say(f"{counted(len(done), 'change')} made.")
    for outcome in outcomes:
        if outcome.error is not None:
            tell(f"footfall: {printable(outcome.error.message)} [{outcome.error.code}]")
    for change in kept:
        tell(f"footfall: {printable(change.where)} is left as it is: {change.why}; --force overrules that [kept]")
