"""`footfall doctor`: what this machine has, what is missing, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, counted, printable, say, show_json, tell

if TYPE_CHECKING:
    from footfall_bridge.checks import Finding, Mend
    from footfall_bridge.protocol import ErrorInfo


def doctor(
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended safely: only what Footfall wrote is touched.")
    ] = False,
    json: opt.Json = False,
) -> Exit:
    """Look over this installation. Without --fix it starts nothing and changes nothing.

    Exits with 1 where something required is missing.
    """
    from footfall_bridge.checks import examine
    from footfall_bridge.places import Places

    places = Places.of_user()
    findings = _looked(examine(places), hidden=json)
    mended: list[dict[str, Any]] = []
    if fix:
        mended = _mended(findings, hidden=json)
        if mended:
            findings = _looked(examine(places), hidden=json)
    healthy = not any(finding.is_fault for finding in findings)
    if json:
        checks = [finding.as_json() for finding in findings]
        show_json({"healthy": healthy, "checks": checks, **({"mended": mended} if fix else {})})
    return Exit.done if healthy else Exit.failed


def _looked(findings: Iterable[Finding], *, hidden: bool) -> list[Finding]:
    """All of them; each is shown as it comes."""
    looked = []
    for finding in findings:
        looked.append(finding)
        if not hidden:
            _show(finding)
    return looked


def _mended(findings: Iterable[Finding], *, hidden: bool) -> list[dict[str, Any]]:
    """What was done, or tried: all of it is listed first."""
    mends = [(finding, mend) for finding in findings if not finding.ok for mend in finding.mends]
    if not hidden:
        say(f"\n{counted(len(mends), 'repair')}:" if mends else "\nNothing here can be mended by --fix.")
        for _, mend in mends:
            say(f"  {printable(mend.what)}")
    done = []
    for finding, mend in mends:
        error = _carried_out(mend)
        done.append({"check": finding.name, "what": mend.what, "error": error and error.model_dump(mode="json")})
        if error is not None and not hidden:
            tell(f"footfall: {printable(error.message)} [{error.code}]")
    if mends and not hidden:
        say("\nAnd now:")
    return done


def _carried_out(mend: Mend) -> ErrorInfo | None:
    from footfall_bridge.protocol import ErrorInfo, Refusal

    try:
        mend.carry_out()
    except Refusal as refusal:
        return ErrorInfo(code=refusal.code, message=refusal.message)
    except OSError as error:
        return ErrorInfo(code="not-mended", message=f"could not {mend.what}: {error.strerror or error}")
    return None


def _show(finding: Finding) -> None:
    colour = typer.colors.GREEN if finding.ok else typer.colors.RED if finding.required else typer.colors.YELLOW
    mark = "ok" if finding.ok else "!!" if finding.required else "--"
    took = f" ({finding.seconds:.1f} s)" if finding.seconds >= 1 else ""
    say(f"{typer.style(mark, fg=colour)}  {finding.name}: {printable(finding.detail)}{took}")
    if finding.fix and not finding.ok:
        mendable = "; `footfall doctor --fix` does it" if finding.mends else ""
        say(f"      {finding.fix}{mendable}")
