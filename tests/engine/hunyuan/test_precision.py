"""In what precision weights are held: as the user says, or as there is room."""

from __future__ import annotations

import pytest
import torch

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.hunyuan.precision import Abilities, Precision, abilities, choose

AMPERE = Abilities(torch.bfloat16, torch.bfloat16)
TURING = Abilities(torch.float16, torch.float16)
APPLE = Abilities(torch.float16, torch.float16, float8=False, quick_at_float8=False)
PROCESSOR = Abilities(torch.bfloat16, torch.float32, quick_at_float8=False)


def chosen(wanted: str, able: Abilities, *, stored: bool = False, room: int = 4) -> str:
    """The word of it, where there is room for so many bytes of each number."""

    def fits(precision: Precision) -> bool:
        return precision.size("single_blocks.0.linear_qkv.weight") <= room

    return choose(wanted, able, stored_in_eight_bits=stored, fits=fits).word


@pytest.mark.parametrize(
    ("able", "room", "word"),
    [
        (AMPERE, 2, "bf16"),
        (AMPERE, 1, "bf16 fp8-weights"),
        (AMPERE, 0, "bf16"),
        (TURING, 2, "fp16"),
        (TURING, 1, "fp16 fp8-weights"),
        (APPLE, 2, "fp16"),
        (APPLE, 1, "fp16"),
        (PROCESSOR, 4, "float32"),
        (PROCESSOR, 2, "bf16"),
        (PROCESSOR, 1, "bf16"),
    ],
)
def test_the_widest_that_fits_is_taken(able: Abilities, room: int, word: str) -> None:
    """Where none does, blocks are streamed: what is not quantised loses nothing by that."""
    assert chosen("auto", able, room=room) == word


@pytest.mark.parametrize(
    ("wanted", "word"),
    [("float32", "float32"), ("bf16", "bf16"), ("fp16", "fp16"), ("fp8", "bf16 fp8-weights")],
)
def test_a_named_precision_is_taken_whatever_fits(wanted: str, word: str) -> None:
    assert chosen(wanted, AMPERE, room=0) == word


@pytest.mark.parametrize(
    ("wanted", "able", "room", "word"),
    [
        ("auto", AMPERE, 4, "bf16 fp8-weights"),
        ("auto", PROCESSOR, 4, "float32"),
        ("auto", PROCESSOR, 2, "bf16"),
        ("auto", PROCESSOR, 1, "bf16 fp8-weights"),
        ("auto", PROCESSOR, 0, "bf16 fp8-weights"),
        ("auto", APPLE, 4, "fp16"),
        ("bf16", AMPERE, 4, "bf16"),
    ],
)
def test_a_file_in_eight_bits_stays_so_where_that_is_quick_or_has_to_be(
    wanted: str, able: Abilities, room: int, word: str
) -> None:
    assert chosen(wanted, able, stored=True, room=room) == word


@pytest.mark.parametrize(("wanted", "able"), [("fp4", AMPERE), ("fp8", APPLE)])
def test_a_precision_that_is_not_there_is_refused_with_those_that_are(wanted: str, able: Abilities) -> None:
    with pytest.raises(SegmentError, match="set one of auto, float32, bf16, fp16") as refused:
        chosen(wanted, able)
    assert refused.value.code == "precision"


@pytest.mark.parametrize(
    ("name", "eight"),
    [
        ("triple_blocks.0.audio_self_attn_qkv.weight", True),
        ("single_blocks.3.linear2.w1.weight", True),
        ("single_blocks.3.modulation.linear.weight", True),
        ("single_blocks.3.linear_qkv.bias", False),
        ("single_blocks.3.q_norm.weight", False),
        ("triple_blocks.0.audio_mod.linear.weight", False),
        ("visual_proj.w1.weight", False),
        ("final_layer.linear.weight", False),
        ("sync_pos_emb", False),
    ],
)
def test_the_blocks_matrices_lie_in_eight_bits(name: str, eight: bool) -> None:
    precision = Precision(torch.bfloat16, eight_bits=True)
    assert precision.in_eight_bits(name) == eight
    assert precision.size(name) == (1 if eight else 2)


@pytest.mark.parametrize(
    ("capability", "able"),
    [((7, 5), TURING), ((8, 0), AMPERE), ((12, 0), AMPERE)],
    ids=["Turing", "Ampere", "new"],
)
def test_older_cards_are_slow_at_bf16(
    capability: tuple[int, int], able: Abilities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: capability)
    assert abilities(torch.device("cuda", 0)) == able


@pytest.mark.parametrize(("device", "able"), [("cpu", PROCESSOR), ("mps", APPLE), ("xpu:0", AMPERE)])
def test_each_kind_of_device_has_its_own(device: str, able: Abilities) -> None:
    assert abilities(torch.device(device)) == able
