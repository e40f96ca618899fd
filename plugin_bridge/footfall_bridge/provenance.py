"""What a Footfall WAV says of its own making: the job in its bext chunk, the whole request in its iXML chunk.

The media child writes with it, clients and the daemon read; only the standard library, reads bounded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from footfall_bridge.protocol import Refusal
from footfall_bridge.riff import content, opened

ORIGINATOR: Final = "Footfall"
REFERENCE_BYTES: Final = 32
"""Of the originator reference (EBU Tech 3285): a longer job id is cut."""

_LARGEST_TEXT: Final = 4 * 2**20
_BEXT_HEAD: Final = 320  # description 256, originator 32, originator reference 32


def reference_of(job: str) -> str:
    """A job's id as an originator reference holds it."""
    return job.encode("ascii", "replace")[:REFERENCE_BYTES].decode()


def ixml_of(request: dict[str, Any]) -> bytes:
    """The iXML chunk's content. The request is ASCII JSON, so that no character is beyond XML.

    No SPEED fields: a rate differing from the project's changes the playback speed in Final Cut.
    """
    text = escape(json.dumps(request))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<BWFXML>\n"
        "<IXML_VERSION>1.61</IXML_VERSION>\n"
        f"<FOOTFALL><REQUEST>{text}</REQUEST></FOOTFALL>\n"
        "</BWFXML>\n"
    ).encode("ascii")


def read_request(path: Path) -> dict[str, Any]:
    """The request that made this WAV. Raises `Refusal`: `no-file`, `not-wav`, `not-ours`."""
    with opened(path) as file:
        text = content(file, b"iXML", _LARGEST_TEXT)
    if text is None:
        raise _not_ours(path)
    return _request_in(text, path)


def read_reference(path: Path) -> str:
    """The id (its first 32 characters) of the job that made this WAV. Raises `Refusal` like `read_request`."""
    with opened(path) as file:
        head = content(file, b"bext", _LARGEST_TEXT)
    if head is None or len(head) < _BEXT_HEAD or _text(head[256:288]) != ORIGINATOR:
        raise _not_ours(path)
    return _text(head[288:320])


def _request_in(text: bytes, path: Path) -> dict[str, Any]:
    if b"<!" in text:  # entities: the way to make a small file parse into a large one; ours have none
        raise _not_ours(path)
    try:
        found = ElementTree.fromstring(text.rstrip(b"\0")).findtext("FOOTFALL/REQUEST")
        request = json.loads(found or "null")
    except (ElementTree.ParseError, ValueError, RecursionError):
        raise _not_ours(path) from None
    if not isinstance(request, dict):
        raise _not_ours(path)
    return request


def _text(field: bytes) -> str:
    return field.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def _not_ours(path: Path) -> Refusal:
    return Refusal("not-ours", f"{path} does not say how it was made: it is no WAV of Footfall, or was saved anew")
