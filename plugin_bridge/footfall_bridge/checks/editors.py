"""The editors of this machine: their plugins, and when each last spoke to the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from footfall_bridge import skew
from footfall_bridge.checks.finding import Finding, Mend
from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_bridge.setup import EDITORS, Action, Change, Setup, Target, TargetState
from footfall_bridge.visitors import Visit, Visitors

_STATES: Final = {
    TargetState.absent: "",
    TargetState.installed: "plugin{}. ",
    TargetState.not_installed: "plugin not installed. ",
    TargetState.stale: "plugin{} is out of date, or not whole. ",
    TargetState.changed: "plugin{}, some of it changed or not written by setup. ",
}
_OURS: Final = (Action.write, Action.replace, Action.remove)


def editors(places: Places) -> Iterator[Finding]:
    """One for each editor, here or not."""
    try:
        setup = Setup(places)
        targets = setup.targets()
    except Refusal as refusal:
        yield Finding(name="editors", ok=False, detail=refusal.message, fix="footfall setup", required=False)
        return
    visits = Visitors(places).visits()
    for target in targets:
        if target.name in EDITORS:
            yield editor(target, visits.get(target.name), _mends(setup, target))


def editor(target: Target, visit: Visit | None = None, mends: tuple[Mend, ...] = ()) -> Finding:
    state = _STATES[target.state].format(f" {target.version}" if target.version else "")
    skewed = skew.of_plugin(visit.version, skew.own_version()) if visit else ""
    # Where the plugin of our version lies there, the editor has yet to load it.
    restart = bool(skewed) and target.state is TargetState.installed
    return Finding(
        name=f"editor {target.name}",
        ok=target.state in (TargetState.absent, TargetState.installed) and not skewed,
        detail=f"{state}{target.detail}{_heard(visit)}{skewed and f' That {skewed}.'}",
        fix=f"start {target.title} anew, and use Footfall in it" if restart else f"footfall setup {target.name}",
        required=False,
        mends=mends,
    )


def _heard(visit: Visit | None) -> str:
    if visit is None:
        return ""
    plugin = f", with plugin {visit.version}" if visit.version else ""
    return f" {visit.host} spoke to Footfall last at {visit.at:%Y-%m-%d %H:%M} UTC{plugin}."


def _mends(setup: Setup, target: Target) -> tuple[Mend, ...]:
    """Of a plugin that setup wrote, and whose files nobody else has changed since."""
    if target.state is not TargetState.stale:
        return ()
    return tuple(
        Mend(what=f"{change.action.value} {change.where}", carry_out=partial(_carry_out, setup, change))
        for change in setup.plan([target.name])
        if change.action in _OURS
    )


def _carry_out(setup: Setup, change: Change) -> None:
    """Raises `Refusal`."""
    for outcome in setup.carry_out([change]):
        if outcome.error is not None:
            raise Refusal(outcome.error.code, outcome.error.message)
