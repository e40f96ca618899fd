"""Features on disk: as they were, or made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save, save_file

from footfall_daemon.engine.hunyuan.features import Seen, read_features, write_features


@pytest.fixture
def seen() -> Seen:
    generator = torch.Generator().manual_seed(0)
    return Seen(torch.randn(16, 768, generator=generator), torch.randn(40, 768, generator=generator))


def _equal(one: Seen, other: Seen) -> bool:
    return torch.equal(one.clip_feat, other.clip_feat) and torch.equal(one.sync_feat, other.sync_feat)


def test_what_was_kept_comes_back_exactly(seen: Seen, tmp_path: Path) -> None:
    path = tmp_path / "no" / "folder" / "yet.safetensors"
    write_features(path, seen)
    kept = read_features(path)
    assert kept is not None
    assert _equal(kept, seen)


def test_half_precision_comes_back_in_full(seen: Seen, tmp_path: Path) -> None:
    write_features(tmp_path / "a", Seen(seen.clip_feat.bfloat16(), seen.sync_feat.half()))
    kept = read_features(tmp_path / "a")
    assert kept is not None
    assert kept.clip_feat.dtype == kept.sync_feat.dtype == torch.float32
    assert torch.equal(kept.sync_feat, seen.sync_feat.half().float())


def test_where_none_were_kept_there_are_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_features(tmp_path / "none") is None
    assert not caplog.records


def _spoiled() -> dict[str, bytes]:
    good = {"clip_feat": torch.ones(2, 768), "sync_feat": torch.ones(8, 768)}
    return {
        "empty": b"",
        "zeros": bytes(5000),
        "other file": b"RIFF" * 100,
        "cut off": save(good)[:-1],
        "half of it": save({"clip_feat": good["clip_feat"]}),
        "other width": save(good | {"sync_feat": torch.ones(8, 767)}),
        "other kind": save(good | {"sync_feat": torch.ones(8, 768, dtype=torch.int32)}),
        "not finite": save(good | {"clip_feat": torch.full((2, 768), torch.nan)}),
    }


@pytest.mark.parametrize("how", _spoiled())
def test_damaged_ones_are_made_anew(
    how: str, seen: Seen, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "features"
    path.write_bytes(_spoiled()[how])
    assert read_features(path) is None
    assert "made anew" in caplog.text
    write_features(path, seen)
    assert read_features(path) is not None


def test_reading_them_makes_them_recent(seen: Seen, tmp_path: Path) -> None:
    path = tmp_path / "features"
    write_features(path, seen)
    os.utime(path, (1000, 1000))
    read_features(path)
    assert path.stat().st_mtime > 1000


def test_features_that_cannot_be_kept_stop_nobody(
    seen: Seen, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    write_features(tmp_path / "file" / "features", seen)
    assert "not kept" in caplog.text


def test_nothing_is_left_of_features_that_could_not_be_kept(seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    write_features(tmp_path / "features", seen)
    assert [path.name for path in tmp_path.iterdir()] == ["features"]


def test_what_was_kept_before_stays_when_the_disk_is_full(
    seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "features"
    save_file({"clip_feat": seen.clip_feat, "sync_feat": seen.sync_feat}, path)
    monkeypatch.setattr(Path, "replace", _no_room)
    write_features(path, Seen(seen.clip_feat + 1, seen.sync_feat))
    kept = read_features(path)
    assert kept is not None
    assert _equal(kept, seen)


def _no_room(self: Path, target: Path) -> Path:
    raise OSError(28, "No space left on device")
