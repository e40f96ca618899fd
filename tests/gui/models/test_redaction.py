"""A report shows no home folder, no user and no key."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
import zmq

from footfall_gui.models.redaction import redacted

HOME = PurePosixPath("/home/marlene")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/marlene/films/ride.mov is gone", "~/films/ride.mov is gone"),
        ("/home/marlene2/ride.mov", "/home/marlene2/ride.mov"),
        ("/media/marlene/CARD/ride.mov", "/media/[user]/CARD/ride.mov"),
        ("token=abcdef123456", "token=[removed]"),
        ('"client_secret": "abc$def", x', '"client_secret": "[removed]", x'),
        ("Authorization: Bearer abcdefgh1234", "Authorization: Bearer [removed]"),
        ("hf_abcdefghijklmnopqrst refused", "[removed] refused"),
        ("the GPU has 24 GiB; a key frame was read", "the GPU has 24 GiB; a key frame was read"),
        ("daemon 0.1.0, process 77, up 3 s", "daemon 0.1.0, process 77, up 3 s"),
    ],
)
def test_what_is_private_is_removed(text: str, shown: str) -> None:
    assert redacted(text, HOME) == shown


def test_a_key_of_the_connection_is_removed() -> None:
    public, secret = zmq.curve_keypair()
    text = redacted(f"keys {public.decode()} and {secret.decode()} were read", HOME)
    assert text == "keys [removed] and [removed] were read"


def test_windows_writes_its_folders_in_three_ways() -> None:
    home = PureWindowsPath(r"C:\Users\Marlene")
    text = r"C:\Users\Marlene\a, c:/users/marlene/b and 'C:\\Users\\Marlene\\c'"
    assert "arlene" not in redacted(text, home)
