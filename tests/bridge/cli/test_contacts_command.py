"""`footfall contacts`, and contacts sent back with an order."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.cli.__main__ import main
from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.protocol import Layer
from footfall_bridge.timeline import Clip, Time
from tests.bridge.cli.words import Capture, error_of, json_of, ordered, text_of
from tests.bridge.fake_daemon import SEEN, FakeDaemon


@pytest.fixture
def job(daemon: FakeDaemon, places: Places) -> str:
    with Client(places=places, start=False) as client:
        return client.generate(Clip(duration=Time(value=1, rate=(1, 1))))[0]


def test_what_was_seen_is_shown_and_told_to_scripts(job: str, capsys: Capture) -> None:
    assert json_of(capsys, "contacts", job) == {
        "job": job,
        "contacts": [contact.model_dump(mode="json") for contact in SEEN],
        "edited": False,
    }
    assert "impact (muted)" in text_of(capsys, "contacts", job)


def test_a_table_comes_back_as_it_went(
    job: str, film: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "contacts.csv"
    table.write_text(text_of(capsys, "contacts", job, "--csv"))
    (order,) = ordered(monkeypatch, "generate", str(film), "--contacts", str(table))
    assert order.contacts == SEEN


def test_what_is_wished_of_the_sound_travels(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--layers", "props, Feet", "--pan", "--room", "Hall", "--sensitivity", "0.8", "--offset", "-20"]
    (order,) = ordered(monkeypatch, "generate", str(film), *words)
    assert (order.layers, order.pan, order.room) == ((Layer.feet, Layer.props), True, "hall")
    assert (order.sensitivity, order.offset_ms) == (0.8, -20.0)


def test_all_layers_are_asked_for_at_once(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ordered(monkeypatch, "generate", str(film), "--layers", "all")[0].layers == tuple(Layer)


def test_an_unknown_layer_is_refused(film: Path, capsys: Capture) -> None:
    assert main(["generate", str(film), "--layers", "feet,music"]) == 2
    assert error_of(capsys) == "unknown-layer"
