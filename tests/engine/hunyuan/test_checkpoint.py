"""Files of weights: read when wanted, refused by name, and never run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, WeightsError, open_checkpoint


def _tensors() -> dict[str, Tensor]:
    return {"weight": torch.arange(6.0).reshape(2, 3), "bias": torch.ones(2)}


def _save_sharded(tensors: dict[str, Tensor], path: Path) -> None:
    index = {name: f"{number}.safetensors" for number, name in enumerate(tensors)}
    for name, file in index.items():
        save_file({name: tensors[name]}, path.with_name(file))
    path.write_text(json.dumps({"weight_map": index}))


def _save_nested(tensors: dict[str, Tensor], path: Path) -> None:
    torch.save({"state_dict": tensors, "metadata": {"kwargs": {"rates": [2, 3]}}}, path)


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("x.safetensors", save_file),
        ("x.safetensors.index.json", _save_sharded),
        ("x.pth", torch.save),
        ("x.pth", _save_nested),
    ],
)
def test_every_layout_is_read(name: str, save: Callable[[dict[str, Tensor], Path], None], tmp_path: Path) -> None:
    save(_tensors(), tmp_path / name)
    held = open_checkpoint(tmp_path / name).tensors
    assert held["weight"].read().tolist() == [[0, 1, 2], [3, 4, 5]]
    assert held["bias"].read().tolist() == [1, 1]


@pytest.mark.parametrize(
    ("name", "save"), [("x.safetensors", save_file), ("x.pth", torch.save), ("x.json", _save_sharded)]
)
def test_opening_a_file_takes_no_memory(
    name: str, save: Callable[[dict[str, Tensor], Path], None], tmp_path: Path
) -> None:
    save({"weight": torch.ones(64 * 2**20)}, tmp_path / name)
    open_checkpoint(tmp_path / name)  # what the libraries load themselves
    before = psutil.Process().memory_info().rss
    checkpoint = open_checkpoint(tmp_path / name)
    assert psutil.Process().memory_info().rss - before < 32 * 2**20
    assert checkpoint.shapes == {"weight": (64 * 2**20,)}


def test_what_a_reopened_file_gave_leaves_memory_with_it(tmp_path: Path) -> None:
    save_file({"weight": torch.ones(64 * 2**20)}, tmp_path / "x.safetensors")
    reopen = open_checkpoint(tmp_path / "x.safetensors").reopen
    assert reopen is not None
    before = psutil.Process().memory_info().rss
    assert float(reopen().tensors["weight"].read().sum()) == 64 * 2**20
    assert psutil.Process().memory_info().rss - before < 32 * 2**20


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"x\.pth is not there") as refused:
        open_checkpoint(tmp_path / "x.pth")
    assert refused.value.code == "weights-missing"


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    _save_sharded(_tensors(), tmp_path / "x.json")
    (tmp_path / "1.safetensors").unlink()
    with pytest.raises(WeightsError, match=r"1\.safetensors"):
        open_checkpoint(tmp_path / "x.json")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        open_checkpoint(tmp_path)


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth", "x.json"])
@pytest.mark.parametrize("content", [b"", b"<!doctype html>", b"version https://git-lfs", b"[1]"])
def test_another_file_is_refused_and_named(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=name) as refused:
        open_checkpoint(tmp_path / name)
    assert refused.value.code == "weights-damaged"


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(name: str, share: float, tmp_path: Path) -> None:
    (torch.save if name.endswith("pth") else save_file)(_tensors(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(WeightsError, match="cut off") as refused:
        open_checkpoint(tmp_path / name)
    assert refused.value.code == "weights-damaged"


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth"])
@pytest.mark.filterwarnings("ignore")
def test_altered_bytes_lead_to_no_other_error(name: str, tmp_path: Path) -> None:
    (torch.save if name.endswith("pth") else save_file)(_tensors(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    chance = random.Random(0)
    for _ in range(300):
        altered = bytearray(whole)
        for at in chance.choices(range(min(600, len(whole))), k=3):
            altered[at] = chance.randrange(256)
        (tmp_path / name).write_bytes(altered)
        try:
            open_checkpoint(tmp_path / name)
        except WeightsError as error:
            assert error.code == "weights-damaged"  # noqa: PT017 (most raise, some do not)


class _Code:
    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self._marker,)


def test_code_in_a_pickle_is_named_and_not_run(tmp_path: Path) -> None:
    torch.save(_tensors() | {"more": _Code(tmp_path / "ran")}, tmp_path / "x.pth")
    with pytest.raises(WeightsError, match=r"besides tensors it holds .*getattr") as refused:
        open_checkpoint(tmp_path / "x.pth")
    assert refused.value.code == "weights-damaged"
    assert not (tmp_path / "ran").exists()


def test_other_things_than_tensors_are_no_weights(tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "x.pth")
    with pytest.raises(WeightsError, match="no named tensors"):
        open_checkpoint(tmp_path / "x.pth")


def test_weight_norm_is_folded_as_torch_has_it() -> None:
    conv = nn.utils.parametrizations.weight_norm(nn.ConvTranspose1d(4, 3, 5))
    state = conv.state_dict()
    gain, direction = state["parametrizations.weight.original0"], state["parametrizations.weight.original1"]
    stored = Checkpoint.of_tensors("file", {"weight_g": 2 * gain, "weight_v": direction}).folded()
    torch.testing.assert_close(stored.tensors["weight"].read(), 2 * conv.weight)


def test_weight_norm_is_folded_in_full_precision() -> None:
    half = {"weight_g": torch.ones(1, 1, 1).bfloat16(), "weight_v": torch.full((1, 1, 3), 7.0).bfloat16()}
    weight = Checkpoint.of_tensors("file", half).folded().tensors["weight"].read()
    assert weight.flatten().tolist() == pytest.approx([3**-0.5] * 3, rel=1e-6)


def test_a_gain_of_another_shape_is_refused() -> None:
    tensors = {"0.weight_g": torch.ones(1, 1, 1), "0.weight_v": torch.ones(4, 3, 5)}
    with pytest.raises(WeightsError, match=r"0\.weight_g") as refused:
        Checkpoint.of_tensors("file", tensors).folded()
    assert refused.value.code == "weights-shape"


def test_a_file_of_the_part_alone_needs_no_prefix() -> None:
    whole = Checkpoint.of_tensors("file", {"visual.weight": torch.ones(1), "audio.weight": torch.ones(1)})
    part = Checkpoint.of_tensors("file", {"weight": torch.ones(1)})
    assert whole.below("visual.").shapes == part.below("visual.").shapes == {"weight": (1,)}


def test_blocks_are_counted_by_the_last() -> None:
    tensors = {f"blocks.{number}.weight": torch.ones(1) for number in (0, 2, 10)}
    assert Checkpoint.of_tensors("file", tensors | {"blocks.norm": torch.ones(1)}).count("blocks.") == 11
