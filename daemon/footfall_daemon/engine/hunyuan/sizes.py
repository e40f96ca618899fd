"""How large a transformer is: the published sizes, or read from the shapes of a checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LATENT_CHANNELS = 128
FEATURES = 768
"""Channels of SigLIP2, Synchformer and CLAP vectors alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    triple_blocks: int
    single_blocks: int
    width: int
    heads: int

    @property
    def head(self) -> int:
        return self.width // self.heads

    @property
    def conv_inner(self) -> int:
        """Two thirds of the MLP's inner width, up to a multiple of 256."""
        return -(-(8 * self.width // 3) // 256) * 256

    @classmethod
    def of(cls, shapes: Mapping[str, Sequence[int]]) -> Sizes:
        """Of the published names' shapes. Raises `ValueError` where they are of another network."""
        try:
            width = shapes["audio_embedder.proj.bias"][0]
            head = shapes["triple_blocks.0.audio_self_q_norm.weight"][0]
        except (KeyError, IndexError) as error:
            raise ValueError(f"these are not the weights of this transformer: {error} is missing") from error
        triple, single = numbered("triple_blocks.", shapes), numbered("single_blocks.", shapes)
        if not 0 < head <= width or triple + single > len(shapes):
            raise ValueError("these are not the weights of this transformer: they are numbered or sized otherwise")
        return cls(triple_blocks=triple, single_blocks=single, width=width, heads=width // head)


XL = Sizes(triple_blocks=12, single_blocks=24, width=1408, heads=11)
XXL = Sizes(triple_blocks=18, single_blocks=36, width=1536, heads=12)


def numbered(prefix: str, names: Iterable[str]) -> int:
    """How many blocks there are of names such as `<prefix>0.weight`, by the last: one in between may lack."""
    numbers = [name.removeprefix(prefix).partition(".")[0] for name in names if name.startswith(prefix)]
    return 1 + max((int(number) for number in numbers if number.isdecimal()), default=-1)
