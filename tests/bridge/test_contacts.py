"""Tables of contacts, as people and scripts write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from footfall_bridge.contacts import read_contacts, to_csv
from footfall_bridge.protocol import Contact, ContactKind, Refusal

SEEN = [
    Contact(time=0.25, kind=ContactKind.step, strength=0.5, x=0.25),
    Contact(time=1.5, material="metal", muted=True),
]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(to_csv(SEEN))
    assert read_contacts(path) == SEEN


def test_a_table_of_times_alone_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("\ufefftime\r\n2\r\n1.5\r\n", "utf-8")
    assert [contact.time for contact in read_contacts(path)] == [1.5, 2.0]


@pytest.mark.parametrize("whole", [True, False])
def test_scripts_send_json(tmp_path: Path, whole: bool) -> None:
    listed = [contact.model_dump() for contact in SEEN]
    path = tmp_path / "contacts.json"
    path.write_text(json.dumps({"contacts": listed} if whole else listed))
    assert read_contacts(path) == SEEN


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "", "needs a column `time`"),
        ("a.csv", "time,colour\n1,red\n", "'colour'"),
        ("a.csv", "time,strength\n1,0.5\n2,loud\n", "line 3: strength"),
        ("a.csv", "time\nnan\n", "line 2: time"),
        ("a.csv", "time,muted\n1,perhaps\n", "muted is true or false"),
        ("a.json", "{", "is no JSON"),
        ("a.json", "3", "list"),
        ("a.json", '[{"time": 1, "x": 2}]', "0.x"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(Refusal, match=words) as refused:
        read_contacts(path)
    assert refused.value.code == "bad-contacts"


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_contacts(tmp_path / "none.csv")
    assert refused.value.code == "no-such-file"
