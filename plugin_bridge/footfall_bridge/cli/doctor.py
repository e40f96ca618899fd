"""`footfall doctor`: what this machine has, what is missing, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, printable, say, show_json

if TYPE_CHECKING:
    from footfall_bridge.checks import Finding


def doctor(json: opt.Json = False) -> Exit:
    """Look over this installation. Starts nothing, changes nothing.

    Exits with 1 where something required is missing.
    """
    from footfall_bridge.checks import examine
    from footfall_bridge.places import Places

    findings = []
    for finding in examine(Places.of_user()):
        findings.append(finding)
        if not json:
            _show(finding)
    healthy = all(finding.ok or not finding.required for finding in findings)
    if json:
        show_json({"healthy": healthy, "checks": [asdict(finding) for finding in findings]})
    return Exit.done if healthy else Exit.failed


def _show(finding: Finding) -> None:
    colour = typer.colors.GREEN if finding.ok else typer.colors.RED if finding.required else typer.colors.YELLOW
    mark = "ok" if finding.ok else "!!" if finding.required else "--"
    say(f"{typer.style(mark, fg=colour)}  {finding.name}: {printable(finding.detail)}")
    if finding.fix and not finding.ok:
        say(f"      {finding.fix}")
