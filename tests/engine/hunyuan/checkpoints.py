"""A complete set of weights as published, but tiny and random: what an engine can be loaded from, for tests.

Names and layout are the published ones; what only other uses read is NaN, so that reading it shows. 56 MB: the
conditions are 768 wide in every size of the model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from footfall_daemon.engine.hunyuan.dit import published
from footfall_daemon.engine.hunyuan.sizes import FEATURES
from footfall_daemon.engine.hunyuan.synchformer import SynchformerConfig
from footfall_daemon.engine.hunyuan.vae import VaeConfig
from tests.engine.hunyuan.published import synchformer_tensors, vae_tensors
from tests.engine.hunyuan.tiny import TINY
from tests.engine.hunyuan.tokens import tokenizer

Kind = Literal["pth", "safetensors"]
Shapes = Mapping[str, tuple[int, ...]]

DIT, VAE, SYNCHFORMER = "hunyuanvideo_foley_xl", "vae_128d_48k", "synchformer_state_dict"
SIGLIP, CLAP = "siglip2-base-patch16-512", "larger_clap_general"

INNER = 64
"""Width within the encoders' MLPs."""
POSITIONS = 514
VAE_GAIN = 0.65
"""Of each convolution: sound at a level between silence and clipping."""
_UNUSED = ("encoder.", "quant_conv.", "vfeat_extractor.patch_embed.", "aproj.", "repa.")
_VAE_CONFIG = VaeConfig(decoder_channels=32)
_VAE_KWARGS = {"encoder_rates": [2, 3, 4, 5, 8], "latent_dim": 128, "sample_rate": 48000, "continuous": True}


def make_set(folder: Path, *, kind: Kind = "pth", dtype: torch.dtype = torch.bfloat16, seed: int = 0) -> Path:
    """Made in `folder`, which is returned.

    `kind` is that of the three files that are not in folders. `dtype` is the transformer's, eight bits for its
    matrices alone; the encoders are held in fp16, to be small.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(seed)
    with torch.device("meta"):
        vae = vae_tensors(_VAE_CONFIG)
        synchformer = synchformer_tensors(SynchformerConfig(depth=1))
    _save(folder / DIT, kind, {name: _held(t, dtype) for name, t in _drawn(dit_shapes(), generator).items()})
    _save(folder / VAE, kind, _drawn(_shapes(vae), generator), {"metadata": {"kwargs": _VAE_KWARGS}})
    _save(folder / SYNCHFORMER, kind, _halved(_drawn(_shapes(synchformer), generator)))
    make_siglip(folder / SIGLIP, generator)
    make_clap(folder / CLAP, generator)
    return folder


def set_file(folder: Path, *, eyes: str | None = None) -> Path:
    """The list of a set's files, as the daemon gives it to an engine. `eyes`: tells its encoders from others."""
    files = {
        part: str(next(folder.resolve().glob(f"{stem}.*")))
        for part, stem in (("dit", DIT), ("vae", VAE), ("synchformer", SYNCHFORMER))
    }
    folders = {"siglip2": str(folder.resolve() / SIGLIP), "clap": str(folder.resolve() / CLAP)}
    path = folder / "set.json"
    told = {} if eyes is None else {"eyes": eyes}
    path.write_text(json.dumps(files | folders | told), encoding="utf-8")
    return path


def dit_shapes() -> Shapes:
    return {name: tuple(shape) for name, shape in published(TINY).items()} | {"repa.0.weight": (8, 8)}


def make_siglip(folder: Path, generator: torch.Generator) -> Path:
    folder.mkdir()
    # Like the published one, it says only what differs from the library's defaults.
    vision = {"model_type": "siglip_vision_model", "image_size": 512}
    tiny = {"num_hidden_layers": 1, "intermediate_size": INNER}
    text = {"model_type": "siglip_text_model", "vocab_size": 256000}
    config = {"architectures": ["SiglipModel"], "model_type": "siglip", "text_config": text}
    _write(folder / "config.json", config | {"vision_config": vision | tiny})
    tensors = _drawn(siglip_shapes(), generator) | _unread("text_model.head.weight", "logit_scale")
    save_file(_halved(tensors), folder / "model.safetensors")
    return folder


def make_clap(folder: Path, generator: torch.Generator) -> Path:
    folder.mkdir()
    words = tokenizer()
    tiny = {"num_hidden_layers": 1, "intermediate_size": INNER, "vocab_size": words.get_vocab_size()}
    text = {"model_type": "clap_text_model", "max_position_embeddings": POSITIONS} | tiny
    _write(folder / "config.json", {"architectures": ["ClapModel"], "model_type": "clap", "text_config": text})
    tensors = _drawn(clap_shapes(words.get_vocab_size()), generator)
    unread = _unread("text_model.pooler.dense.weight", "text_projection.linear1.weight", "logit_scale_a")
    places = {"text_model.embeddings.position_ids": torch.arange(POSITIONS)[None]}
    save_file(_halved(tensors | unread) | places, folder / "model.safetensors")
    save_tokenizer(words, folder)
    return folder


def save_tokenizer(words: Tokenizer, folder: Path) -> None:
    words.save(str(folder / "tokenizer.json"))
    words.model.save(str(folder))  # vocab.json and merges.txt
    _write(folder / "tokenizer_config.json", {"tokenizer_class": "RobertaTokenizer", "model_max_length": 512})


def siglip_shapes() -> Shapes:
    """Of the vision tower."""
    layer, head = "vision_model.encoder.layers.0", "vision_model.head"
    return {
        "vision_model.embeddings.patch_embedding.weight": (FEATURES, 3, 16, 16),
        "vision_model.embeddings.patch_embedding.bias": (FEATURES,),
        "vision_model.embeddings.position_embedding.weight": (1024, FEATURES),
        **_norms(
            f"{layer}.layer_norm1", f"{layer}.layer_norm2", "vision_model.post_layernorm", f"{head}.layernorm"
        ),
        **_linears(*(f"{layer}.self_attn.{part}_proj" for part in ("q", "k", "v", "out"))),
        **_mlp(f"{layer}.mlp.fc1", f"{layer}.mlp.fc2"),
        f"{head}.probe": (1, 1, FEATURES),
        f"{head}.attention.in_proj_weight": (3 * FEATURES, FEATURES),
        f"{head}.attention.in_proj_bias": (3 * FEATURES,),
        **_linears(f"{head}.attention.out_proj"),
        **_mlp(f"{head}.mlp.fc1", f"{head}.mlp.fc2"),
    }


def clap_shapes(vocabulary: int) -> Shapes:
    """Of the text encoder."""
    embeddings, layer = "text_model.embeddings", "text_model.encoder.layer.0"
    return {
        f"{embeddings}.word_embeddings.weight": (vocabulary, FEATURES),
        f"{embeddings}.position_embeddings.weight": (POSITIONS, FEATURES),
        f"{embeddings}.token_type_embeddings.weight": (1, FEATURES),
        **_norms(f"{embeddings}.LayerNorm", f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"),
        **_linears(*(f"{layer}.attention.self.{part}" for part in ("query", "key", "value"))),
        **_linears(f"{layer}.attention.output.dense"),
        **_mlp(f"{layer}.intermediate.dense", f"{layer}.output.dense"),
    }


def _norms(*names: str) -> Shapes:
    return {f"{name}.{part}": (FEATURES,) for name in names for part in ("weight", "bias")}


def _linears(*names: str, outputs: int = FEATURES, inputs: int = FEATURES) -> Shapes:
    weights: Shapes = {f"{name}.weight": (outputs, inputs) for name in names}
    return {**weights, **{f"{name}.bias": (outputs,) for name in names}}


def _mlp(into: str, out_of: str) -> Shapes:
    return {**_linears(into, outputs=INNER), **_linears(out_of, inputs=INNER)}


def _shapes(tensors: Mapping[str, Tensor]) -> Shapes:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def _drawn(shapes: Shapes, generator: torch.Generator) -> dict[str, Tensor]:
    """Nothing stands still, and a signal keeps about its level from layer to layer."""
    return {name: _value(name, shape, generator) for name, shape in shapes.items()}


def _value(name: str, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    if name.startswith(_UNUSED):
        return torch.full(shape, math.nan)
    draw = torch.randn(shape, generator=generator)
    if name.endswith("bias"):
        return 0.1 * draw
    if name.endswith(("norm.weight", "Norm.weight", "norm1.weight", "norm2.weight", "norm3.weight", "alpha")):
        return 1 + 0.1 * draw
    if name.endswith("weight_g"):
        return torch.full_like(draw, VAE_GAIN)
    return draw / math.sqrt(math.prod(shape[1:]))


def _unread(*names: str) -> dict[str, Tensor]:
    return {name: torch.full((8,), math.nan) for name in names}


def _held(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    in_eight_bits = dtype.itemsize == 1
    return tensor.to(torch.bfloat16 if in_eight_bits and tensor.dim() < 2 else dtype)


def _halved(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.half() for name, tensor in tensors.items()}


def _save(stem: Path, kind: Kind, tensors: dict[str, Tensor], beside: Mapping[str, object] | None = None) -> None:
    path = stem.with_name(f"{stem.name}.{kind}")
    if kind == "safetensors":
        save_file(tensors, path)
    else:
        torch.save({"state_dict": tensors, **beside} if beside else tensors, path)


def _write(path: Path, held: Mapping[str, object]) -> None:
    path.write_text(json.dumps(held, indent=2), encoding="utf-8")
