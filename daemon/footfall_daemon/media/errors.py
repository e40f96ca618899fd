"""What ends an errand early: media that cannot be used, and an errand that nobody wants any more."""

from __future__ import annotations


class MediaError(Exception):
    """Media that cannot be used as asked: a stable code, and one sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Abandoned(Exception):
    """The errand was called off; what it had begun to write is to be removed."""
