"""CLAP's text encoder: that of the library with the same weights, for texts by themselves and in pairs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import AutoTokenizer
from transformers.models.clap.configuration_clap import ClapTextConfig
from transformers.models.clap.modeling_clap import ClapTextModel

from footfall_daemon.engine.hunyuan.checkpoint import WeightsError
from footfall_daemon.engine.hunyuan.clap import Clap, load_clap, paired
from tests.engine.hunyuan.checkpoints import make_clap

CPU = torch.device("cpu")
LONG = "x" * 98
"""A hundred tokens, with those about it."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clap(tmp_path_factory.mktemp("set") / "clap", torch.Generator().manual_seed(0))


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """To be spoiled."""
    return shutil.copytree(published, tmp_path / "clap")


@pytest.fixture(scope="module")
def clap(published: Path) -> Clap:
    return load_clap(published, CPU, torch.float32)


@pytest.fixture(scope="module")
def plain(published: Path) -> ClapTextModel:
    config = ClapTextConfig.from_pretrained(published, local_files_only=True)
    encoder = ClapTextModel(config, add_pooling_layer=False)
    encoder.requires_grad_(False).train(False)
    held = load_file(published / "model.safetensors").items()
    names = {name.removeprefix("text_model."): tensor.float() for name, tensor in held}
    missing, _ = encoder.load_state_dict({n: t for n, t in names.items() if "_ids" not in n}, strict=False)
    assert {name.rpartition(".")[2] for name in missing} == {"position_ids", "token_type_ids"}
    return encoder


@pytest.mark.parametrize(
    ("negative", "prompt"),
    [
        ("noisy, harsh", "footsteps on gravel, a door closes slowly"),
        ("noisy, harsh, music, speech, voice", "rain"),
        ("", "雨打在铁皮屋顶上 🌧"),
        ("", ""),
        ("noisy", LONG),
        ("y" * 90, LONG),
    ],
)
def test_each_text_by_itself_is_as_in_the_padded_pair(
    negative: str, prompt: str, clap: Clap, plain: ClapTextModel, published: Path
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(published, local_files_only=True)
    tokens = tokenizer([negative, prompt], padding=True, return_tensors="pt")
    expected: Tensor = plain(**tokens).last_hidden_state[:, :77]
    made = torch.stack(paired(clap.encode(negative), clap.encode(prompt)))
    torch.testing.assert_close(made, expected, rtol=0, atol=5e-6)


def test_padding_is_seen_as_what_the_encoder_makes_of_it(clap: Clap) -> None:
    short, long = clap.encode("rain"), clap.encode("rain on a tin roof")
    padded, _ = paired(short, long)
    assert len(padded) == len(long.rows) > len(short.rows)
    assert torch.equal(padded[-1], short.pad)
    assert short.pad.std() > 0.5


def test_an_empty_text_is_a_text(clap: Clap) -> None:
    empty = clap.encode("")
    assert (empty.rows.shape, empty.cut) == ((2, 768), False)


def test_a_text_is_cut_after_77_vectors(clap: Clap) -> None:
    fits, longer = clap.encode("x" * 75), clap.encode(LONG)
    assert (len(fits.rows), fits.cut) == (77, False)
    assert (len(longer.rows), longer.cut) == (77, True)


def test_of_a_text_without_end_the_beginning_is_read(clap: Clap) -> None:
    endless = clap.encode("x" * 5000)
    assert endless.cut
    assert torch.equal(endless.rows, clap.encode("x" * 75).rows)


def test_the_longest_text_that_the_encoder_can_read_is_read(clap: Clap) -> None:
    assert not torch.equal(clap.encode("x" * 510).rows, clap.encode("x" * 511).rows)
    assert torch.equal(clap.encode("x" * 511).rows, clap.encode("x" * 75).rows)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays_close(dtype: torch.dtype, clap: Clap, published: Path) -> None:
    text = "footsteps on gravel"
    full, half = clap.encode(text).rows, load_clap(published, CPU, dtype).encode(text).rows
    assert half.dtype == torch.float32
    assert (half - full).abs().max() < 0.05 * full.std()


def test_how_the_tokenizer_was_left_does_not_matter(clap: Clap, folder: Path) -> None:
    path = str(folder / "tokenizer.json")
    tokenizer = Tokenizer.from_file(path)
    tokenizer.enable_padding(length=40)
    tokenizer.enable_truncation(4)
    tokenizer.save(path)
    text = "footsteps on gravel"
    assert torch.equal(load_clap(folder, CPU, torch.float32).encode(text).rows, clap.encode(text).rows)


def test_a_folder_without_tokenizer_is_refused(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(WeightsError, match=r"tokenizer\.json cannot be read .*`footfall engines pull`") as refused:
        load_clap(folder, CPU, torch.float32)
    assert refused.value.code == "weights-missing"


@pytest.mark.parametrize("held", [b"", b"{}", b'{"model": 3}', b"\xff\xfe"])
def test_a_damaged_tokenizer_is_refused(held: bytes, folder: Path) -> None:
    (folder / "tokenizer.json").write_bytes(held)
    with pytest.raises(WeightsError, match="no tokenizer") as refused:
        load_clap(folder, CPU, torch.float32)
    assert refused.value.code == "weights-damaged"


@pytest.mark.parametrize(
    ("replaced", "code"), [(None, "weights-missing"), (torch.zeros(65, 768), "weights-shape")]
)
def test_a_tensor_that_is_missing_or_of_another_size_is_named(
    replaced: Tensor | None, code: str, folder: Path
) -> None:
    path, name = folder / "model.safetensors", "text_model.encoder.layer.0.intermediate.dense.weight"
    held = load_file(path)
    del held[name]
    save_file(held | ({} if replaced is None else {name: replaced}), path)
    with pytest.raises(WeightsError, match=r"layer\.0\.intermediate\.dense\.weight") as refused:
        load_clap(folder, CPU, torch.float32)
    assert refused.value.code == code
