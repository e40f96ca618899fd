"""CLAP's text encoder, a RoBERTa (Wu et al. 2023, Liu et al. 2019): a vector for each token of a text.

The network is the one of the `transformers` library; what else is published with it, which hears sounds or
compares them with texts, is never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from tokenizers import Tokenizer
from torch import Tensor

from footfall_daemon.engine.hunyuan.checkpoint import WeightsError
from footfall_daemon.engine.hunyuan.pretrained import demand, network_of, tensors_in
from footfall_daemon.engine.hunyuan.sizes import FEATURES
from footfall_daemon.engine.hunyuan.weights import load

if TYPE_CHECKING:
    from transformers.models.clap.modeling_clap import ClapTextModel

TEXT_LIMIT: Final = 77
"""Vectors of a text that the transformer was trained to see."""
PAD: Final = 1
"""The token."""
_UNUSED: Final = ("pooler.", "embeddings.position_ids", "embeddings.token_type_ids")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text by itself: it can be remembered, and padded to the length of any other."""

    rows: Tensor
    """fp32 (tokens, 768), at most 77."""
    pad: Tensor
    """fp32 (768): a padded token's vector, the same for each. It is not zero, and the transformer sees it."""
    cut: bool = False
    """The text is longer than this: of its end nothing is left but what earlier tokens saw of it, if anything."""

    def padded(self, length: int) -> Tensor:
        """fp32 (length, 768)"""
        return torch.cat([self.rows, self.pad.expand(length - len(self.rows), -1)])


def paired(negative: Encoded, prompt: Encoded) -> tuple[Tensor, Tensor]:
    """Both as long as the longer: fp32 (tokens, 768) each."""
    length = max(len(negative.rows), len(prompt.rows))
    return negative.padded(length), prompt.padded(length)


def load_clap(folder: Path, device: torch.device, dtype: torch.dtype) -> Clap:
    """Raises `WeightsError`."""
    tokenizer = _tokenizer(folder / "tokenizer.json")
    encoder = network_of(folder, "text_config", _encoder)
    demand(folder, encoder.config, hidden_size=FEATURES, pad_token_id=PAD)
    load(encoder, tensors_in(folder).below("text_model.").without(_UNUSED), device=device, dtype=dtype)
    return Clap(encoder, tokenizer, device)


class Clap:
    def __init__(self, encoder: ClapTextModel, tokenizer: Tokenizer, device: torch.device) -> None:
        self.network = encoder
        self._tokenizer = tokenizer
        self._device = device
        self._longest = encoder.config.max_position_embeddings - PAD - 1
        """Tokens: positions are counted from the one after padding's."""

    def encode(self, text: str) -> Encoded:
        """Of more tokens than the encoder has positions for, it reads as many as there are vectors to make."""
        tokens = self._tokenizer.encode(text).ids
        read = tokens if len(tokens) <= self._longest else [*tokens[: TEXT_LIMIT - 1], tokens[-1]]
        vectors = self._vectors([*read, PAD])
        return Encoded(vectors[:-1][:TEXT_LIMIT], vectors[-1], cut=len(tokens) > TEXT_LIMIT)

    def _vectors(self, tokens: list[int]) -> Tensor:
        """fp32 (tokens, 768); nothing attends to the last, which is padding."""
        ids = torch.tensor([tokens], device=self._device)
        seen = torch.ones_like(ids)
        seen[:, -1] = 0
        out = self.network(input_ids=ids, attention_mask=seen, token_type_ids=torch.zeros_like(ids))
        vectors: Tensor = out.last_hidden_state[0]
        return vectors.float()


def _encoder(config: dict[str, Any]) -> ClapTextModel:
    from transformers.models.clap.configuration_clap import ClapTextConfig
    from transformers.models.clap.modeling_clap import ClapTextModel

    encoder = ClapTextModel(ClapTextConfig.from_dict(config), add_pooling_layer=False)
    # Constants, in some files and not in others; a forward pass that is told the types of tokens needs neither.
    for name in ("position_ids", "token_type_ids"):
        encoder.embeddings.register_buffer(name, None)
    return encoder


def _tokenizer(path: Path) -> Tokenizer:
    """Raises `WeightsError`."""
    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except OSError as error:
        words = f"{path} cannot be read ({error.strerror}): get the weights with `footfall engines pull`"
        raise WeightsError("weights-missing", words) from error
    except Exception as error:  # the library raises nothing narrower
        raise WeightsError("weights-damaged", f"{path} is no tokenizer ({error}): get it again") from error
    tokenizer.no_padding()  # whatever was set when it was written
    tokenizer.no_truncation()
    return tokenizer
