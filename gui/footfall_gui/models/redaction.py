"""Text that may be shown to strangers: no home folder, no name of the user, nothing that opens anything."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

_SECRETS: Final = (
    re.compile(r"(?i)\b((?:[a-z_]*(?:token|secret|password|api_?key))\b[\"']?\s*[=:]\s*[\"']?)([^\s\"',]{4,})"),
    re.compile(r"(?i)\b(bearer\s+)(\S{8,})"),
    re.compile(r"()\b(hf_[A-Za-z0-9]{16,})"),
    re.compile(r"()(?<![\w/.-])((?=\S*\d)(?=\S*[A-Z])[A-Za-z0-9.\-:+=^!/*?&<>()\[\]{}@%$#]{40})(?!\S)"),
)
"""Named, of HTTP, of the hub, and Z85 keys of 40 characters, as CURVE has them (ZeroMQ RFC 32)."""


def redacted(text: str, home: PurePath) -> str:
    """`home`: the user's folder, shown as `~`; the user's name alone goes, too."""
    for pattern in _SECRETS:
        text = pattern.sub(r"\1[removed]", text)
    for written in {str(home), home.as_posix(), str(home).replace("\\", "\\\\")}:
        text = re.sub(re.escape(written) + r"(?![\w.-])", "~", text, flags=re.IGNORECASE)
    if len(home.name) > 2:
        text = re.sub(rf"(?<=[/\\]){re.escape(home.name)}(?=[/\\])", "[user]", text)
    return text
