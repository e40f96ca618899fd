"""A transformer with blocks outside its device: the same to the bit, in less memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from footfall_daemon.engine.contract import SegmentError
from footfall_daemon.engine.hunyuan import streaming
from footfall_daemon.engine.hunyuan.checkpoint import Checkpoint, Stored, WeightsError, open_checkpoint
from footfall_daemon.engine.hunyuan.dit import DiT, published
from footfall_daemon.engine.hunyuan.precision import Precision
from footfall_daemon.engine.hunyuan.sizes import XXL, Sizes
from footfall_daemon.engine.hunyuan.streaming import Streamer, Transformer, resident_bytes
from footfall_daemon.engine.hunyuan.swap import InTurn, pinned
from footfall_daemon.engine.hunyuan.weights import load
from tests.engine.hunyuan.tiny import weights

CPU = torch.device("cpu")
SIZES = Sizes(triple_blocks=3, single_blocks=6, width=32, heads=2)
FLOAT32 = Precision(torch.float32)
EIGHT_BITS = Precision(torch.bfloat16, eight_bits=True)
PRECISIONS = [FLOAT32, Precision(torch.bfloat16), EIGHT_BITS]
SHARES = [0.0, 0.2, 0.6, 1.0]

Inputs = tuple[Tensor, ...]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "dit.safetensors"
    save_file({name: tensor.bfloat16() for name, tensor in weights(SIZES).items()}, path)
    return path


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    generator = torch.Generator().manual_seed(3)
    rows = [torch.randn(2, *shape, generator=generator) for shape in ((128, 20), (4, 768), (5, 768), (8, 768))]
    return (rows[0], torch.tensor([600.0, 40.0]), *rows[1:])


def unfilled() -> DiT:
    with torch.device("meta"):
        return DiT(SIZES)


def resident(path: Path, precision: Precision) -> DiT:
    dit = unfilled()
    checkpoint, eight = open_checkpoint(path), precision.in_eight_bits
    load(dit, checkpoint, device=CPU, dtype=precision.dtype, in_eight_bits=eight)
    return dit


def streamed(path: Path, precision: Precision = FLOAT32, share: float = 0.0) -> tuple[DiT, Streamer]:
    dit = unfilled()
    streamer = Streamer(dit, open_checkpoint(path), precision, CPU)
    streamer.set_share(share)
    streamer.load()
    return dit, streamer


def held(dit: DiT) -> int:
    """Bytes of the weights that are here."""
    storages = [parameter.untyped_storage() for parameter in dit.parameters() if not parameter.is_meta]
    return sum({storage.data_ptr(): storage.nbytes() for storage in storages}.values())


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda precision: precision.word)
@pytest.mark.parametrize("share", SHARES)
def test_wherever_weights_lie_the_result_is_the_same(
    precision: Precision, share: float, path: Path, inputs: Inputs
) -> None:
    dit, _ = streamed(path, precision, share)
    exact = resident(path, precision)(*inputs)
    assert torch.equal(dit(*inputs), exact)
    assert torch.equal(dit(*inputs), exact)


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda precision: precision.word)
def test_the_share_may_change_between_steps(precision: Precision, path: Path, inputs: Inputs) -> None:
    dit, streamer = streamed(path, precision)
    exact = resident(path, precision)(*inputs)
    for share in (0.3, 1.0, 0.5, 0.0, 0.7):
        streamer.set_share(share)
        assert torch.equal(dit(*inputs), exact)


def test_files_that_torch_saved_are_streamed_too(tmp_path: Path, inputs: Inputs) -> None:
    torch.save(weights(SIZES), tmp_path / "dit.pth")
    dit, _ = streamed(tmp_path / "dit.pth", share=1.0)
    assert torch.equal(dit(*inputs), resident(tmp_path / "dit.pth", FLOAT32)(*inputs))


def test_the_files_own_eight_bits_are_streamed_as_they_are(tmp_path: Path, inputs: Inputs) -> None:
    eight = {
        name: tensor.to(torch.float8_e5m2) if EIGHT_BITS.in_eight_bits(name) else tensor.bfloat16()
        for name, tensor in weights(SIZES).items()
    }
    save_file(eight, tmp_path / "dit.safetensors")
    dit, _ = streamed(tmp_path / "dit.safetensors", EIGHT_BITS, 1.0)
    assert torch.equal(dit(*inputs), resident(tmp_path / "dit.safetensors", EIGHT_BITS)(*inputs))


@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
@pytest.mark.parametrize("when", ["before loading", "later"])
def test_a_share_saves_what_was_said(share: float, when: str, path: Path) -> None:
    """In another precision than the file's: then every weight has memory of its own."""
    whole, _ = streamed(path)
    dit, streamer = streamed(path, share=share if when == "before loading" else 0.0)
    streamer.set_share(share)
    slack = 256 * len(list(dit.parameters()))  # in their blocks weights are aligned, and these are small
    assert held(whole) - held(dit) >= share * streamer.streamable_bytes - slack
    largest = max(
        sum(parameter.nbytes for parameter in block.parameters())
        for block in (*whole.triple_blocks, *whole.single_blocks)
    )
    assert held(whole) - held(dit) <= share * streamer.streamable_bytes + largest


def test_of_the_largest_model_a_gigabyte_stays() -> None:
    with torch.device("meta"):
        dit = DiT(XXL)
    names = {name: Stored(shape, torch.bfloat16, nothing) for name, shape in published(XXL).items()}
    streamer = Streamer(dit, Checkpoint("file", names), PRECISIONS[1], torch.device("cuda"))
    whole = resident_bytes(dit, PRECISIONS[1])
    assert whole == pytest.approx(8.68e9, rel=0.001)
    assert whole - streamer.streamable_bytes < 0.7e9


def nothing() -> Tensor:
    raise AssertionError("read")


def test_what_the_times_alone_decide_is_here_only_while_it_is_read(path: Path, inputs: Inputs) -> None:
    dit, _ = streamed(path)
    projections = [parameter for name, parameter in dit.named_parameters() if "_mod." in name]
    assert len(projections) == 4 * SIZES.triple_blocks
    dit(*inputs)
    assert all(parameter.is_meta for parameter in projections)
    assert held(dit) == resident_bytes(dit, FLOAT32)


def test_a_file_that_is_gone_leaves_what_is_here_in_use(path: Path, tmp_path: Path, inputs: Inputs) -> None:
    mine = tmp_path / "mine.safetensors"
    mine.write_bytes(path.read_bytes())
    dit, streamer = streamed(mine)
    exact = dit(*inputs)
    mine.unlink()
    with pytest.raises(WeightsError, match="is not there"):
        streamer.set_share(1.0)
    mine.write_bytes(path.read_bytes())
    assert torch.equal(dit(*inputs), exact)


def test_without_room_for_the_blocks_places_the_next_step_tries_again(
    path: Path, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> Tensor:
        raise torch.OutOfMemoryError("no room")

    dit, streamer = streamed(path)
    with monkeypatch.context() as full:
        full.setattr(torch, "empty", no_room)
        with pytest.raises(torch.OutOfMemoryError):
            streamer.set_share(0.5)
    assert torch.equal(dit(*inputs), resident(path, FLOAT32)(*inputs))


def test_a_file_that_lacks_a_block_is_refused_before_anything_is_read() -> None:
    lacking = {name: tensor for name, tensor in weights(SIZES).items() if "single_blocks.2." not in name}
    with pytest.raises(WeightsError) as refused:
        Streamer(unfilled(), Checkpoint.of_tensors("file", lacking), FLOAT32, CPU)
    assert all(name.startswith("single_blocks.2.") for name in refused.value.names)


class Recorded(InTurn):
    """A side stream that tells what it was asked for."""

    def __init__(self, asked: list[str], _: torch.device, places: int) -> None:
        self.asked = asked
        self.places = places

    def start(self, place: int, copy: Callable[[], None]) -> None:
        self.asked.append(f"copy {place}")
        copy()


def test_an_accelerator_has_two_places_fed_from_pinned_memory(
    path: Path, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the processor, with everything of a device but its streams and its memory."""
    asked: list[str] = []
    monkeypatch.setattr(streaming, "has_streams", lambda _: True)
    monkeypatch.setattr(streaming, "SideStream", partial(Recorded, asked))
    ordinary = partial(torch.empty, dtype=torch.uint8)
    monkeypatch.setattr(streaming, "pinned", partial(pinned, allocate=ordinary))
    dit, _ = streamed(path, EIGHT_BITS, 1.0)
    blocks = len(dit.triple_blocks) + len(dit.single_blocks)
    assert torch.equal(dit(*inputs), resident(path, EIGHT_BITS)(*inputs))
    assert len(asked) == blocks + 1  # the first block of the next step is on its way
    assert set(asked) == {"copy 0", "copy 1"}


@pytest.mark.parametrize(("wanted", "word"), [("auto", "float32"), ("bf16", "bf16"), ("fp8", "bf16 fp8-weights")])
def test_a_transformer_tells_how_it_computes(wanted: str, word: str, path: Path) -> None:
    assert Transformer.load(path, CPU, wanted=wanted).precision.word == word


def test_where_only_half_fits_the_processor_takes_half(path: Path) -> None:
    room = resident_bytes(unfilled(), Precision(torch.bfloat16))
    assert Transformer.load(path, CPU, budget=room, need=0).precision.word == "bf16"
    assert Transformer.load(path, CPU, budget=2 * room, need=0).precision.word == "float32"


def test_a_transformer_streams_from_the_start(path: Path, inputs: Inputs) -> None:
    transformer = Transformer.load(path, CPU, streamed=1.0)
    beside = held(transformer.dit)
    transformer.stream(0.0)
    assert held(transformer.dit) > 0.95 * (beside + transformer.streamable_bytes)
    assert torch.equal(transformer.dit(*inputs), resident(path, FLOAT32)(*inputs))


def test_another_networks_file_is_refused(tmp_path: Path) -> None:
    save_file({"decoder.model.0.bias": torch.ones(1)}, tmp_path / "vae.safetensors")
    with pytest.raises(WeightsError, match=r"vae\.safetensors: these are not the weights of this transformer"):
        Transformer.load(tmp_path / "vae.safetensors", CPU)


def test_an_unknown_precision_is_refused(path: Path) -> None:
    with pytest.raises(SegmentError, match="set one of auto, float32, bf16, fp16, fp8"):
        Transformer.load(path, CPU, wanted="fp4")
