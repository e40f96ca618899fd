"""Our networks against golden vectors of the original: `python -m tests.parity FOLDER [--json]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.parity.vectors import CHECKS, Check

app = typer.Typer(add_completion=False)


@app.command()
def main(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Vectors and weights.")],
    as_json: Annotated[bool, typer.Option("--json", help="The largest errors, for machines.")] = False,
) -> None:
    """Ends with 0 only where all vectors are there and within tolerance."""
    errors = {check: _error(check, folder) for check in CHECKS}
    if as_json:
        typer.echo(json.dumps({c.name: {"max_abs_error": e} for c, e in errors.items() if e is not None}))
    else:
        Console().print(_table(errors))
    if not all(_within(check, error) for check, error in errors.items()):
        raise typer.Exit(1)


def _error(check: Check, folder: Path) -> float | None:
    """None where the folder does not hold these vectors."""
    return check.error(folder) if (folder / f"{check.file}.safetensors").exists() else None


def _within(check: Check, error: float | None) -> bool:
    return error is not None and error <= check.tolerance


def _table(errors: dict[Check, float | None]) -> Table:
    table = Table("vectors", "largest error", "tolerance", "")
    for check, error in errors.items():
        found = "not there" if error is None else f"{error:.1e}"
        table.add_row(check.name, found, f"{check.tolerance:.0e}", "ok" if _within(check, error) else "not ok")
    return table


if __name__ == "__main__":
    app()
