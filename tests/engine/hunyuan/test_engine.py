"""The whole engine on a small set of weights in the published layout: from pictures and words to samples."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from footfall_daemon.catalog import HUNYUAN_XL
from footfall_daemon.engine.contract import Provision, SegmentError
from footfall_daemon.engine.hunyuan import encoders
from footfall_daemon.engine.hunyuan.clap import Clap, load_clap
from footfall_daemon.engine.hunyuan.engine import HunyuanEngine, HunyuanState
from footfall_daemon.engine.hunyuan.features import Seen, read_features, write_features
from footfall_daemon.engine.hunyuan.length import Length
from footfall_daemon.engine.messages import Admit, Finished, Load, Phased, PhasesBeside, SegmentOrder
from tests.engine.bench import Bench
from tests.engine.hunyuan.checkpoints import make_set, set_file
from tests.engine.hunyuan.overlapping import MEANWHILE, OverlappingEngine

_CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("set")
    make_set(folder)
    return set_file(folder)


@pytest.fixture(scope="module")
def engine(weights: Path) -> Iterator[HunyuanEngine]:
    engine = loaded(weights)
    yield engine
    engine.unload()


def loaded(weights: Path, *, streamed: float = 0.0, precision: str = "auto") -> HunyuanEngine:
    engine = HunyuanEngine()
    engine.provide(Provision(weights, precision))
    engine.stream_weights(streamed)
    engine.load(_CPU)
    return engine


def ordered(folder: Path, name: str = "a", **changes: Any) -> SegmentOrder:
    """Of a clip whose picture was seen before: random features, the same for each name."""
    samples = changes.get("samples", 60_001)
    features = folder / f"{name}.features"
    if not features.exists():
        length = Length.of(samples, HUNYUAN_XL.shortest)
        draw = torch.Generator().manual_seed(ord(name))
        rows = (torch.randn(count, 768, generator=draw) for count in (length.visual, length.sync))
        write_features(features, Seen(*rows))
    return SegmentOrder(
        **{
            "id": f"{name}/0",
            "job": name,
            "start": 0,
            "samples": samples,
            "total_samples": 10 * samples,
            "cues": "",
            "prompt": "steps on gravel",
            "negative": "noisy, harsh",
            "seed": 3,
            "steps": 4,
            "wave": str(folder / f"{name}.npy"),
            "state": str(folder / f"{name}.state"),
            "features": str(features),
            **changes,
        }
    )


def started(engine: HunyuanEngine, order: SegmentOrder) -> HunyuanState:
    (picture,) = engine.encode_picture([order])
    (text,) = engine.encode_text([order])
    return engine.start(order, picture, text)


def heard(engine: HunyuanEngine, *orders: SegmentOrder) -> list[torch.Tensor]:
    """All stepped together."""
    states = [started(engine, order) for order in orders]
    while running := [state for state in states if state.progress < 1]:
        engine.step(running)
    return [waves["mix"] for waves in engine.finish(states)]


def test_a_clip_gets_as_many_samples_as_it_has(engine: HunyuanEngine, tmp_path: Path) -> None:
    (wave,) = heard(engine, ordered(tmp_path))
    assert wave.shape == (1, 60_001)
    assert wave.dtype == torch.float32
    assert wave.isfinite().all()
    assert 0.005 < wave.std() < 0.5


@pytest.mark.parametrize("samples", [1, 1920, 96_000, 96_001])
def test_any_length_is_exact(engine: HunyuanEngine, tmp_path: Path, samples: int) -> None:
    (wave,) = heard(engine, ordered(tmp_path, samples=samples, steps=1))
    assert wave.shape == (1, samples)


def test_a_clip_sounds_the_same_alone_and_in_company(engine: HunyuanEngine, tmp_path: Path) -> None:
    orders = [
        ordered(tmp_path, "a"),
        ordered(tmp_path, "b", samples=130_000, steps=7, guidance=2.0, prompt="rain"),
        ordered(tmp_path, "c", guidance=1.0, prompt=""),
    ]
    together = heard(engine, *orders)
    for order, wave in zip(orders, together, strict=True):
        (alone,) = heard(engine, order)
        torch.testing.assert_close(wave, alone, atol=engine.tolerance, rtol=0)


def test_a_parked_clip_goes_on_as_if_nothing_had_been(
    engine: HunyuanEngine, weights: Path, tmp_path: Path
) -> None:
    (expected,) = heard(engine, ordered(tmp_path))
    state = started(engine, ordered(tmp_path))
    engine.step([state])
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    another = loaded(weights)
    again = torch.load(file, map_location="cpu", weights_only=False)
    while again.progress < 1:
        another.step([again])
    assert torch.equal(another.finish([again])[0]["mix"], expected)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_clip_decoded_while_others_step_is_the_same_to_the_sample(
    weights: Path, tmp_path: Path, allowed: bool
) -> None:
    orders = [ordered(tmp_path, name, steps=steps) for name, steps in (("a", 2), ("b", 3), ("c", 9))]
    expected = in_line(weights, orders)
    bench = Bench("hunyuan", OverlappingEngine())
    bench.turn(Load(engine="hunyuan", weights=str(weights)), PhasesBeside(allowed=allowed))
    bench.run(Admit(segments=orders))
    assert bench.finished() == [order.id for order in orders]
    beside = [report.segment for report in bench.heard(Finished) if MEANWHILE in report.notes]
    assert beside == (["a/0", "b/0"] if allowed else [])
    for order, wave in zip(orders, expected, strict=True):
        np.testing.assert_array_equal(np.load(order.wave), wave)


def in_line(weights: Path, orders: list[SegmentOrder]) -> list[NDArray[np.float32]]:
    bench = Bench("hunyuan", HunyuanEngine())
    bench.turn(Load(engine="hunyuan", weights=str(weights)))
    bench.run(Admit(segments=orders))
    return [np.load(order.wave) for order in orders]


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_streamed_weights_change_no_sample(weights: Path, tmp_path: Path, share: float) -> None:
    (expected,) = heard(loaded(weights), ordered(tmp_path))
    (from_the_start,) = heard(loaded(weights, streamed=share), ordered(tmp_path))
    assert torch.equal(from_the_start, expected)
    engine = loaded(weights)
    state = started(engine, ordered(tmp_path))
    engine.step([state])
    engine.stream_weights(share)
    while state.progress < 1:
        engine.step([state])
    assert torch.equal(engine.finish([state])[0]["mix"], expected)


def test_prompt_picture_seed_and_negative_are_all_heard(engine: HunyuanEngine, tmp_path: Path) -> None:
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"prompt": "rain"},
        {"seed": 4},
        {"negative": "music"},
        {"guidance": 1.5},
    )
    waves = [heard(engine, ordered(tmp_path, **change))[0] for change in changes]
    waves += heard(engine, ordered(tmp_path, "b"))
    for number, wave in enumerate(waves):
        assert not any(torch.equal(wave, other) for other in waves[number + 1 :])


def test_windows_of_a_long_clip_share_no_noise(engine: HunyuanEngine, tmp_path: Path) -> None:
    first, second = heard(engine, ordered(tmp_path), ordered(tmp_path, id="a/1", start=60_001))
    assert not torch.allclose(first, second, atol=1e-3)


def test_text_alone_needs_no_picture(engine: HunyuanEngine, tmp_path: Path) -> None:
    (wave,) = heard(engine, ordered(tmp_path, features="", prompt="rain on a roof"))
    assert wave.shape == (1, 60_001)
    assert wave.std() > 0.005


def test_what_was_seen_is_remembered(engine: HunyuanEngine, tmp_path: Path) -> None:
    features = tmp_path / "new.features"
    order = ordered(tmp_path, film=a_film(tmp_path), features=str(features))
    (first,) = heard(engine, order)
    seen = read_features(features)
    assert seen is not None
    assert (len(seen.clip_feat), len(seen.sync_feat)) == (1, 16)
    for reel in tmp_path.glob("film.*"):
        reel.unlink()
    (second,) = heard(engine, order)
    assert torch.equal(first, second)


def a_film(folder: Path) -> str:
    draw = np.random.default_rng(1)
    np.save(folder / "film.whole.npy", draw.integers(0, 256, (1, 512, 512, 3), dtype=np.uint8))
    np.save(folder / "film.centre.npy", draw.integers(0, 256, (24, 224, 224, 3), dtype=np.uint8))
    return str(folder / "film")


def test_features_named_after_other_encoders_are_neither_read_nor_written(tmp_path: Path) -> None:
    weights = set_file(make_set(tmp_path / "set"), eyes="ours")
    film, features = a_film(tmp_path), tmp_path / "new.features"
    orders = [
        ordered(tmp_path, film=film, features=str(features), eyes=eyes, steps=1) for eyes in ("theirs", "ours")
    ]
    engine = loaded(weights)
    (first,) = heard(engine, orders[0])
    assert not features.exists()
    heard(engine, orders[1])
    assert features.exists()
    write_features(features, Seen(torch.zeros(1, 768), torch.zeros(16, 768)))
    (again,) = heard(engine, orders[0])
    assert torch.equal(again, first)


def test_pictures_that_are_gone_are_told_by_code(engine: HunyuanEngine, tmp_path: Path) -> None:
    order = ordered(tmp_path, film=str(tmp_path / "gone"), features=str(tmp_path / "none"))
    Path(order.features).unlink(missing_ok=True)
    with pytest.raises(SegmentError) as raised:
        engine.encode_picture([order])
    assert raised.value.code == "film-missing"


def test_a_long_prompt_is_cut_and_says_so(engine: HunyuanEngine, tmp_path: Path) -> None:
    (text,) = engine.encode_text([ordered(tmp_path, prompt="step " * 200)])
    assert len(text.prompt) == len(text.negative) == 77
    assert any("too long" in note for note in text.notes)


def test_encoders_leave_before_a_step(engine: HunyuanEngine, tmp_path: Path) -> None:
    state = started(engine, ordered(tmp_path, prompt="never read before"))
    assert engine.kept_bytes > 0
    engine.step([state])
    assert engine.kept_bytes == 0


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text encoder's files, each time that they are read."""
    read: list[str] = []

    def load(folder: Path, device: torch.device, dtype: torch.dtype) -> Clap:
        read.append(folder.name)
        return load_clap(folder, device, dtype)

    monkeypatch.setattr(encoders, "load_clap", load)
    return read


def test_newcomers_of_one_step_are_encoded_by_the_same_encoders(
    weights: Path, tmp_path: Path, reads: list[str]
) -> None:
    bench = Bench("hunyuan", HunyuanEngine())
    bench.turn(Load(engine="hunyuan", weights=str(weights)))
    bench.turn(Admit(segments=[ordered(tmp_path, name, prompt=name) for name in "abc"]))
    assert len(reads) == 1


@pytest.mark.parametrize(("allowed", "count"), [(True, 1), (False, 3)])
def test_encoders_stay_for_the_newcomers_of_the_next_steps_where_there_is_room(
    weights: Path, tmp_path: Path, reads: list[str], allowed: bool, count: int
) -> None:
    bench = Bench("hunyuan", HunyuanEngine())
    bench.turn(Load(engine="hunyuan", weights=str(weights)), PhasesBeside(allowed=allowed))
    for name in "abc":
        bench.turn(Admit(segments=[ordered(tmp_path, name, prompt=name, steps=20)]))
    assert len(reads) == count


def test_what_was_remembered_tells_nothing_of_what_encoding_takes(weights: Path, tmp_path: Path) -> None:
    bench = Bench("hunyuan", HunyuanEngine())
    bench.turn(Load(engine="hunyuan", weights=str(weights)))
    for name in "ab":
        bench.turn(Admit(segments=[ordered(tmp_path, name, prompt="the same words")]))
    anew, remembered = (report.peak for report in bench.heard(Phased))
    assert anew is not None
    assert remembered is None


def test_encoders_that_may_stay_leave_when_nobody_comes(weights: Path, tmp_path: Path) -> None:
    engine = loaded(weights)
    engine.keep_encoders(True)
    state = started(engine, ordered(tmp_path, steps=20))
    kept = []
    while state.progress < 1:
        engine.step([state])
        kept.append(engine.kept_bytes > 0)
    assert kept == [True] * 7 + [False] * 13


def test_encoders_leave_at_the_next_step_once_their_room_is_wanted(weights: Path, tmp_path: Path) -> None:
    engine = loaded(weights)
    engine.keep_encoders(True)
    state = started(engine, ordered(tmp_path))
    engine.step([state])
    engine.keep_encoders(False)
    assert engine.kept_bytes > 0
    engine.step([state])
    assert engine.kept_bytes == 0


def test_without_weights_it_is_not_loaded(tmp_path: Path) -> None:
    engine = HunyuanEngine()
    with pytest.raises(SegmentError) as raised:
        engine.load(_CPU)
    assert raised.value.code == "weights-missing"
    engine.provide(Provision(tmp_path / "nowhere.json"))
    with pytest.raises(SegmentError, match="engines pull"):
        engine.load(_CPU)


def test_a_state_is_known_to_the_same_weights_in_the_same_precision_only(
    engine: HunyuanEngine, weights: Path, tmp_path: Path
) -> None:
    state = started(engine, ordered(tmp_path))
    assert loaded(weights).knows(state)
    assert not loaded(weights, precision="bf16").knows(state)
    other = make_set(tmp_path / "other", seed=1)
    assert not loaded(set_file(other)).knows(state)


def test_whatever_lasts_gives_signs_of_life(weights: Path, tmp_path: Path) -> None:
    engine, beats = HunyuanEngine(), [0]

    def beat() -> None:
        beats[-1] += 1

    engine.beat = beat
    engine.provide(Provision(weights))
    engine.load(_CPU)
    beats.append(0)
    state = started(engine, ordered(tmp_path, steps=1))
    engine.step([state])
    beats.append(0)
    engine.finish([state])
    assert all(count > 0 for count in beats)


def test_numbers_that_overflow_end_the_clip_at_once_and_say_what_to_do(
    engine: HunyuanEngine, tmp_path: Path
) -> None:
    state = started(engine, ordered(tmp_path))
    state.denoising.latents[0, 0] = torch.inf
    with pytest.raises(SegmentError, match=r"engine\.precision") as raised:
        engine.step([state])
    assert raised.value.code == "not-finite"


def test_how_it_computes_is_told(weights: Path) -> None:
    engine = loaded(weights, precision="bf16")
    assert engine.mode == "bf16"
    assert engine.streamable_bytes > 0
