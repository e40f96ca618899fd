"""Sets from files that the user has: found wherever they lie, checked by what they hold, and left there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from footfall_bridge.protocol import Refusal
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import SETS, Published, WeightSet
from footfall_daemon.supply import inspection
from footfall_daemon.supply.collecting import collected
from footfall_daemon.supply.events import Notice, Progress
from footfall_daemon.supply.gathered import Gathered
from tests.engine.hunyuan.checkpoints import CLAP, DIT, SIGLIP, SYNCHFORMER, VAE, Kind, make_set
from tests.engine.hunyuan.tiny import TINY

Checkpoints = dict[Kind, Path]


class Collect:
    """Remembers what was told."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.notices: list[str] = []
        self.checked: list[str] = []

    def __call__(self, folder: Path, weights: WeightSet = SETS["hunyuan-xl"]) -> Gathered:
        return collected(weights, folder, self.library, self._hear)

    def refusal(self, folder: Path) -> tuple[str, str]:
        with pytest.raises(Refusal) as refused:
            self(folder)
        return refused.value.code, refused.value.message

    def _hear(self, said: Progress | Notice) -> None:
        if isinstance(said, Notice):
            self.notices.append(said.text)
        elif said.done == said.total:
            self.checked.append(said.file)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Checkpoints:
    """As published, and converted to eight bits."""
    folder = tmp_path_factory.mktemp("made")
    return {
        "pth": make_set(folder / "pth"),
        "safetensors": make_set(folder / "safetensors", kind="safetensors", dtype=torch.float8_e4m3fn),
    }


@pytest.fixture
def folder(made: Checkpoints, tmp_path: Path) -> Path:
    """A set as published that a test may alter."""
    return shutil.copytree(made["pth"], tmp_path / "mine")


@pytest.fixture
def converted(made: Checkpoints, tmp_path: Path) -> Path:
    return shutil.copytree(made["safetensors"], tmp_path / "mine")


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    return Collect(Library(tmp_path / "weights"))


def published_as(path: Path, sha256: str) -> WeightSet:
    """The XL's set, whose model is published with the length of this file, and this hash."""
    weights = SETS["hunyuan-xl"]
    file = Published(name=path.name, size=path.stat().st_size, sha256=sha256)
    return replace(weights, parts=(replace(weights.parts[0], files=(file,)), *weights.parts[1:]))


@pytest.mark.parametrize("kind", ["pth", "safetensors"])
def test_a_set_is_found_and_named_where_it_lies(made: Checkpoints, kind: Kind, collect: Collect) -> None:
    folder = made[kind]
    before = sorted(folder.rglob("*"))
    gathered = collect(folder)
    assert gathered.paths == {
        "dit": folder / f"{DIT}.{kind}",
        "vae": folder / f"{VAE}.{kind}",
        "synchformer": folder / f"{SYNCHFORMER}.{kind}",
        "siglip2": folder / SIGLIP,
        "clap": folder / CLAP,
    }
    assert sorted(folder.rglob("*")) == before
    assert not collect.library.files.exists()


def test_what_is_written_down_is_what_was_read(folder: Path, collect: Collect) -> None:
    gathered = collect(folder)
    assert gathered.source.where == (str(folder),)
    for held in gathered.files:
        assert held.sha256 == hashlib.sha256(held.path.read_bytes()).hexdigest()
        assert held.size == held.path.stat().st_size
    roles = [held.role for held in gathered.files]
    assert roles == ["dit", "vae", "synchformer", "siglip2", "siglip2", "clap", "clap", "clap"]
    assert f"{SIGLIP}/model.safetensors" in collect.checked


def test_it_is_said_that_files_are_not_the_published_ones(folder: Path, collect: Collect) -> None:
    gathered = collect(folder)
    assert not any(held.published for held in gathered.files)
    assert sum("is not the published file" in notice for notice in collect.notices) == 3
    assert any("another number of blocks" in notice for notice in collect.notices)


def test_files_lie_at_any_depth_under_any_name_among_others(converted: Path, collect: Collect) -> None:
    deep = converted / "models" / "foley"
    deep.mkdir(parents=True)
    dit = (converted / f"{DIT}.safetensors").rename(deep / "foley_fp8_e4m3fn.safetensors")
    vae = (converted / f"{VAE}.safetensors").rename(deep / "decoder.safetensors")
    save_file({"lora.up.weight": torch.zeros(2)}, converted / "lora.safetensors")
    torch.save(Path("/"), converted / "code.pth")
    (converted / "empty.safetensors").touch()
    (converted / "other").mkdir()
    (converted / "other" / "config.json").write_text('{"model_type": "llama"}')
    gathered = collect(converted)
    assert (gathered.paths["dit"], gathered.paths["vae"]) == (dit, vae)


@pytest.mark.skipif(sys.platform == "win32", reason="needs links to files")
def test_encoders_are_found_in_the_cache_of_the_hub(folder: Path, collect: Collect) -> None:
    for name, owner in ((SIGLIP, "google"), (CLAP, "laion")):
        repository = folder / f"models--{owner}--{name}"
        (snapshot := repository / "snapshots" / "0123").mkdir(parents=True)
        (blobs := repository / "blobs").mkdir()
        for file in list((folder / name).iterdir()):
            blob = file.rename(blobs / hashlib.sha256(file.read_bytes()).hexdigest())
            (snapshot / file.name).symlink_to(os.path.relpath(blob, snapshot))
        (folder / name).rmdir()
    gathered = collect(folder)
    assert gathered.paths["siglip2"] == folder / f"models--google--{SIGLIP}" / "snapshots" / "0123"
    assert gathered.paths["clap"] == folder / f"models--laion--{CLAP}" / "snapshots" / "0123"
    assert not any("nothing but its structure" in notice for notice in collect.notices)


def test_an_encoder_under_another_name_is_doubted(folder: Path, collect: Collect) -> None:
    (folder / CLAP).rename(folder / "words")
    assert collect(folder).paths["clap"] == folder / "words"
    assert any(f"taken for {CLAP}" in notice for notice in collect.notices)


def test_a_model_in_several_files_is_taken_by_its_index(converted: Path, collect: Collect) -> None:
    whole = converted / f"{DIT}.safetensors"
    names = sorted(load_file(whole))
    shards = {f"foley-0000{n}-of-00002.safetensors": names[n - 1 :: 2] for n in (1, 2)}
    tensors = load_file(whole)
    for shard, held in shards.items():
        save_file({name: tensors[name] for name in held}, converted / shard)
    places = {name: shard for shard, held in shards.items() for name in held}
    whole.unlink()
    index = converted / "foley.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": places}))
    gathered = collect(converted)
    assert gathered.paths["dit"] == index
    assert [held.path.name for held in gathered.files if held.role == "dit"] == [index.name, *shards]


def test_of_several_the_one_that_lost_least_is_taken(made: Checkpoints, folder: Path, collect: Collect) -> None:
    shutil.copy(made["safetensors"] / f"{DIT}.safetensors", folder / "aaa_fp8.safetensors")
    assert collect(folder).paths["dit"] == folder / f"{DIT}.pth"
    assert any("of 2 that are there" in notice for notice in collect.notices)


def test_what_a_folder_lacks_is_taken_from_what_was_fetched(folder: Path, collect: Collect) -> None:
    fetched = collect.library.files / "HunyuanVideo-Foley"
    fetched.mkdir(parents=True)
    vae = (folder / f"{VAE}.pth").rename(fetched / f"{VAE}.pth")
    assert collect(folder).paths["vae"] == vae


def test_the_published_file_is_known_by_its_hash(folder: Path, collect: Collect) -> None:
    dit = folder / f"{DIT}.pth"
    weights = published_as(dit, hashlib.sha256(dit.read_bytes()).hexdigest())
    gathered = collect(folder, weights)
    assert gathered.files[0].published
    assert not any(str(dit) in notice for notice in collect.notices if "not the published" in notice)


def test_the_length_of_the_published_file_with_other_bytes_is_refused(folder: Path, collect: Collect) -> None:
    with pytest.raises(Refusal, match="but not its sha256") as refused:
        collect(folder, published_as(folder / f"{DIT}.pth", "0" * 64))
    assert refused.value.code == "weights-damaged"


def test_what_is_missing_is_listed_with_what_to_put_there(folder: Path, collect: Collect) -> None:
    (folder / f"{VAE}.pth").unlink()
    (folder / CLAP / "tokenizer.json").unlink()
    code, message = collect.refusal(folder)
    assert code == "weights-missing"
    assert "vae_128d_48k.pth" in message
    assert "larger_clap_general with config.json, model.safetensors, tokenizer.json" in message
    assert "synchformer" not in message


@pytest.mark.parametrize("name", [f"{DIT}.pth", f"{VAE}.pth", f"{SYNCHFORMER}.pth"])
def test_a_file_that_is_cut_off_is_named(folder: Path, collect: Collect, name: str) -> None:
    file = folder / name
    file.write_bytes(file.read_bytes()[:-5000])
    code, message = collect.refusal(folder)
    assert code == "weights-damaged"
    assert str(file) in message


@pytest.mark.parametrize("name", [SIGLIP, CLAP])
def test_an_encoder_that_is_cut_off_is_named(folder: Path, collect: Collect, name: str) -> None:
    file = folder / name / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-5000])
    assert collect.refusal(folder)[0] == "weights-damaged"


def test_a_model_that_lacks_tensors_is_refused_by_their_names(converted: Path, collect: Collect) -> None:
    file = converted / f"{DIT}.safetensors"
    tensors = load_file(file)
    del tensors["single_blocks.1.linear_qkv.weight"]
    save_file(tensors, file)
    code, message = collect.refusal(converted)
    assert code == "weights-missing"
    assert "single_blocks.1.linear_qkv.weight" in message


def test_a_model_with_a_tensor_of_another_shape_is_refused(converted: Path, collect: Collect) -> None:
    file = converted / f"{SYNCHFORMER}.safetensors"
    save_file(load_file(file) | {"vfeat_extractor.norm.weight": torch.zeros(5)}, file)
    code, message = collect.refusal(converted)
    assert code == "weights-shape"
    assert "norm.weight" in message


def test_another_size_of_the_model_is_refused_by_its_name(
    folder: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(inspection.SIZES, "hunyuan-xxl", TINY)
    code, message = collect.refusal(folder)
    assert code == "weights-other-size"
    assert "holds hunyuan-xxl" in message
    assert collect(folder, SETS["hunyuan-xxl"]).paths["dit"] == folder / f"{DIT}.pth"


def test_another_size_that_was_fetched_is_no_answer(
    folder: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(inspection.SIZES, "hunyuan-xxl", TINY)
    collect.library.files.mkdir(parents=True)
    (folder / f"{DIT}.pth").rename(collect.library.files / "hunyuanvideo_foley.pth")
    code, message = collect.refusal(folder)
    assert code == "weights-missing"
    assert "hunyuanvideo_foley_xl.pth" in message


def test_the_size_asked_for_is_taken_among_others(
    made: Checkpoints, folder: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors = load_file(made["safetensors"] / f"{DIT}.safetensors")
    fewer = {name: held for name, held in tensors.items() if not name.startswith("single_blocks.1.")}
    save_file(fewer, folder / "other.safetensors")
    monkeypatch.setitem(inspection.SIZES, "hunyuan-xl", replace(TINY, single_blocks=1))
    monkeypatch.setitem(inspection.SIZES, "hunyuan-xxl", TINY)
    assert collect(folder).paths["dit"] == folder / "other.safetensors"


def test_what_is_no_folder_is_refused(tmp_path: Path, collect: Collect) -> None:
    assert collect.refusal(tmp_path / "nowhere")[0] == "no-folder"
