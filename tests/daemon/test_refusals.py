"""Errors of a disk that is written to, as codes and sentences."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from footfall_daemon.refusals import refusal_of, refusal_of_ours

FOLDER = Path("Foley")


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([errno.ENOSPC, errno.EDQUOT, errno.EFBIG], "disk-full"),
        ([errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE], "dest-gone"),
        ([errno.ENOTCONN, errno.EHOSTDOWN, errno.ENETUNREACH, errno.ETIMEDOUT], "dest-gone"),
        ([errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG], "dest-unwritable"),
    ],
)
def test_code(numbers: list[int], code: str) -> None:
    refusals = [refusal_of(OSError(number, "refused"), FOLDER) for number in numbers]
    assert [refusal.code for refusal in refusals] == [code] * len(numbers)
    assert all(str(FOLDER) in refusal.message for refusal in refusals)


def test_a_drive_of_windows_that_was_pulled_out_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    not_ready = PermissionError(errno.EACCES, "The device is not ready")
    monkeypatch.setattr(not_ready, "winerror", 21, raising=False)
    assert refusal_of(not_ready, FOLDER).code == "dest-gone"


def test_the_system_s_words_are_in_the_sentence() -> None:
    assert "(read-only file system)" in refusal_of(OSError(errno.EROFS, "Read-only file system"), FOLDER).message


def test_a_retry_is_not_promised_another_folder() -> None:
    message = refusal_of(OSError(errno.EACCES, "Permission denied"), FOLDER).message
    assert "generate with another --dest" in message
    assert "retry with another" not in message


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EROFS, "cache-unwritable")])
def test_a_folder_of_ours_is_told_by_its_purpose(number: int, code: str) -> None:
    refusal = refusal_of_ours(OSError(number, "Refused"), FOLDER, "cache-unwritable", "where much lies")
    assert refusal.code == code
    assert str(FOLDER) in refusal.message
