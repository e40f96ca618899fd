"""The hub where weights are published: what it says of a file, and the file itself, from where we left off.

Not by the library's own `hf_hub_download`: as of version 2.4 that begins anew after each interruption.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

from httpx2 import HTTPError
from huggingface_hub import get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    FileMetadataError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented, not listed

from footfall_bridge.protocol import Refusal
from footfall_daemon.refusals import is_full, words_of

_ELSEWHERE = "or get the files in another way and pull with --from FOLDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file as the hub has it."""

    url: str
    name: str
    revision: str
    """Commit of its repository."""
    size: int
    etag: str
    """Its sha256, or for a small file the hash that git has for it."""

    @property
    def sha256(self) -> str:
        return self.etag if re.fullmatch(r"[0-9a-f]{64}", self.etag) else ""

    @property
    def git_hash(self) -> str:
        return self.etag if re.fullmatch(r"[0-9a-f]{40}", self.etag) else ""


def look(repository: str, name: str, revision: str) -> Remote | None:
    """What the hub says of a file; None where the repository has none of that name.

    Raises `Refusal`: hub-unreachable, hub-refused, hub-missing.
    """
    url = hf_hub_url(repository, name, revision=revision)
    with _refusing(repository):
        try:
            told = get_hf_file_metadata(url, **_identity())
        except EntryNotFoundError:
            return None
    if told.commit_hash is None or told.etag is None or told.size is None:
        raise Refusal(
            "hub-unreachable", f"what answers for {repository} is no hub: check HF_ENDPOINT and the proxy"
        )
    return Remote(url=url, name=name, revision=told.commit_hash, size=told.size, etag=told.etag)


def fetch(remote: Remote, part: Path, tell: Callable[[int], None]) -> None:
    """Append to `part` what it lacks of the file; `tell` is given the bytes that are there.

    Raises `Refusal`: as `look`, and disk-full. What has arrived stays.
    """
    with part.open("ab") as file, _refusing(remote.name):
        held = file.tell()
        if held > remote.size:
            file.truncate(0)
            held = 0
        bar = _bar(tell, held)
        headers = cast(dict[str, Any], build_hf_headers(**_identity()))
        headers["Accept-Encoding"] = "identity"  # ranges of what is stored, not of what it is compressed to
        http_get(remote.url, file, resume_size=held, expected_size=remote.size, headers=headers, tqdm_class=bar)


def _identity() -> dict[str, Any]:
    """What the hub is told of us. A token is sent where the user has stored one; nobody is asked for it."""
    return {"library_name": "footfall", "library_version": importlib.metadata.version("footfall")}


def _bar(tell: Callable[[int], None], held: int) -> Any:
    """What `http_get` takes for a progress bar: all that it needs of one."""

    class Bar:
        def __init__(self, **_: object) -> None:
            self.at = held
            tell(held)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def update(self, count: int) -> None:
            self.at += count
            tell(self.at)

    return Bar


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    """Everything that may go wrong on the way, as one sentence each."""
    try:
        yield
    except OfflineModeIsEnabled:
        words = f"HF_HUB_OFFLINE forbids to ask the hub for {what}: unset it, {_ELSEWHERE}"
        raise Refusal("hub-unreachable", words) from None
    except (GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError) as error:
        raise _unavailable(what, error) from None
    except HfHubHTTPError as error:
        raise _answered(what, error.response.status_code) from None
    except (FileMetadataError, HTTPError) as error:
        words = (
            f"the hub cannot be reached for {what} ({_reason(error)}): connect to the internet and pull again, "
        )
        raise Refusal("hub-unreachable", f"{words}{_ELSEWHERE}") from None
    except OSError as error:
        raise _broken(what, error) from None


def _unavailable(what: str, error: Exception) -> Refusal:
    if isinstance(error, GatedRepoError):
        words = (
            f"the hub gives {what} only to whom its publisher admits: log in with `hf auth login` and pull again"
        )
        return Refusal("hub-refused", f"{words}, {_ELSEWHERE}")
    return Refusal("hub-missing", f"the hub no longer has {what} as we know it: update Footfall, {_ELSEWHERE}")


def _answered(what: str, status: int) -> Refusal:
    if status in (401, 403):
        words = f"the hub does not let you have {what} (status {status}): check the token in HF_TOKEN"
        return Refusal("hub-refused", f"{words}, {_ELSEWHERE}")
    return Refusal(
        "hub-unreachable", f"the hub fails for {what} (status {status}): pull again later, {_ELSEWHERE}"
    )


def _broken(what: str, error: OSError) -> Refusal:
    if is_full(error):
        return Refusal("disk-full", f"no room is left for {what}: make room and pull again; what has come stays")
    if error.errno is not None:
        return Refusal(
            "library-unwritable", f"{what} cannot be written ({words_of(error)}): allow it and pull again"
        )
    return Refusal("hub-unreachable", f"{what} broke off: pull again, it goes on from where it was")


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
