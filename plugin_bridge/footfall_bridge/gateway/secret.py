"""The secret that the user's own programs read from a file, and that strangers cannot know."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_BYTES = 32


class Token:
    """Made anew at each start. Its text is in one file only, and in no log."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "Token(...)"

    @classmethod
    def fresh(cls) -> Token:
        return cls(secrets.token_urlsafe(_BYTES))

    def fits(self, presented: str) -> bool:
        """Takes as long for a nearly right answer as for a wrong one."""
        return secrets.compare_digest(_bytes(self.text), _bytes(presented))

    def proof(self, nonce: str, port: int) -> str:
        """What shows a client that we know the token, before it tells anyone: HMAC-SHA256, in hex.

        The port is signed too: who listens on another of our ports cannot pass our proof on as its own.
        """
        return hmac.new(_bytes(self.text), f"footfall {port} {nonce}".encode(), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # what JSON can hold need not be valid Unicode
