"""Our entry among Kdenlive's clip jobs, `clipjobsettings.rc`: put in and taken out, all other text kept as it is.

The file is KDE's INI: a group for each property of a job, keyed by the job's id (`[Ids]`, `[Binary]`, ...).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from footfall_bridge.setup.changes import Item
from footfall_bridge.setup.shelves import Files

ID: Final = "footfall"


class ClipJobs:
    """A shelf: `where` is the file, the content our lines in it, as `lines_of` has them."""

    def read(self, where: str) -> bytes | None:
        job = job_in(_text(where))
        return lines_of(job) if job else None

    def write(self, item: Item) -> list[str]:
        return _write(item.where, with_job(_text(item.where), _read(item.content)))

    def remove(self, where: str, folders: Collection[str]) -> list[str]:
        text = without_job(_text(where))
        if not text:
            return Files().remove(where, folders)
        _write(where, text)
        return []


def with_job(text: str, job: Mapping[str, str]) -> str:
    """`job`: a value for each group."""
    text = without_job(text)
    end = "\r\n" if "\r\n" in text else "\n"
    for group, value in job.items():
        text = _with_line(text, group, f"{ID}={value}", end)
    return text


def without_job(text: str) -> str:
    """Groups in which nothing else stands go with it."""
    kept: list[str] = []
    for header, body in _groups(text):
        others = [line for line in body if not _is_ours(line)]
        if len(others) == len(body) or any(line.strip() for line in others):
            kept += [header, *others]
    return "".join(kept)


def job_in(text: str) -> dict[str, str]:
    return {
        header.strip().strip("[]"): line.partition("=")[2].strip()
        for header, body in _groups(text)
        for line in body
        if _is_ours(line)
    }


def lines_of(job: Mapping[str, str]) -> bytes:
    return "".join(f"{group}={value}\n" for group, value in sorted(job.items())).encode()


def _read(lines: bytes) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines.decode().splitlines())
    return {group: value for group, _, value in pairs}


def _with_line(text: str, group: str, line: str, end: str) -> str:
    header = f"[{group}]"
    lines = text.splitlines(keepends=True)
    for index, found in enumerate(lines):
        if found.strip() == header:
            own = found if found.endswith("\n") else found + end
            return "".join([*lines[:index], own, line + end, *lines[index + 1 :]])
    return f"{text}{'' if not text or text.endswith(end) else end}{header}{end}{line}{end}"


def _groups(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each header with the lines that follow it; what stands before the first has the header ''."""
    header, body = "", list[str]()
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            yield header, body
            header, body = line, []
        else:
            body.append(line)
    yield header, body


def _is_ours(line: str) -> bool:
    return line.partition("=")[0].strip() == ID and "=" in line


def _text(where: str) -> str:
    path = Path(where)
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""


def _write(where: str, text: str) -> list[str]:
    return Files().write(Item(what="clip jobs", where=where, content=text.encode("utf-8", "surrogateescape")))
