"""Kdenlive's clip jobs: what its file of definitions says of ours, put in and taken out of the file's text.

Source: clipjobsettings.rc as KDE/kdenlive reads it, INI groups in which every job has a line of its own by its id.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE: Final = Path("kdenlive", "clipjobsettings.rc")
"""Below the folder of applications' data: ~/.local/share on Linux."""
JOB: Final = "footfall"


def definition(binary: Path) -> dict[str, str]:
    """What each group says of our job. `binary`: the `footfall` command, which must be there."""
    return {
        "Ids": "Generate Foley",
        "Description": "Foley in sync with the picture, beside the clip's media and in the bin",
        "Binary": str(binary),
        "Parameters": "clip-job --source {source} --out {output}",
        "Output": ".wav",
        "EnabledTypes": "v",
        "FolderUse": "subfolder",
        "FolderName": "Foley",
    }


def merged(text: str, binary: Path) -> str:
    """The file's text with our job as it is defined now; nothing else of it is changed."""
    lines = without(text).split("\n")
    end = "\r" if "\r\n" in text else ""
    for group, value in definition(binary).items():
        entry = f"{JOB}={_escaped(value)}{end}"
        place = _place_of(group, lines)
        if place is None:
            last = len(lines) - 1 if lines[-1] == "" else len(lines)
            lines[last:last] = [end, f"[{group}]{end}", entry]
        else:
            lines.insert(place + 1, entry)
    return "\n".join(lines)


def without(text: str) -> str:
    """The text as it was before `merged`: groups that held our job alone were ours."""
    groups = _groups(text.split("\n"))
    kept: list[str] = []
    for heading, lines in groups:
        others = [line for line in lines if not _is_ours(heading, line)]
        if len(others) == len(lines) or any(line.strip() for line in others):
            kept += [*heading, *others]
            continue
        if kept and not kept[-1].strip():
            del kept[-1]  # the empty line that we set before it
        kept += others
    return "\n".join(kept)


def _groups(lines: list[str]) -> list[tuple[list[str], list[str]]]:
    """The heading of each, which that before the first group lacks, and the lines below it."""
    found: list[tuple[list[str], list[str]]] = [([], [])]
    for line in lines:
        if line.startswith("["):
            found.append(([line], []))
        else:
            found[-1][1].append(line)
    return found


def _is_ours(heading: list[str], line: str) -> bool:
    named = bool(heading) and heading[0].strip().strip("[]") in definition(Path())
    return named and line.partition("=")[0].strip() == JOB


def _place_of(group: str, lines: list[str]) -> int | None:
    return next((number for number, line in enumerate(lines) if line.strip() == f"[{group}]"), None)


def _escaped(value: str) -> str:
    """As KConfig writes values: paths of Windows have backslashes."""
    return value.replace("\\", "\\\\")
