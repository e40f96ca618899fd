"""The sets of weights that Footfall can get: their files as published, with sizes and hashes as far as known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from footfall_daemon.library.terms import TENCENT_HUNYUAN, Terms

Role = Literal["dit", "vae", "synchformer", "siglip2", "clap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A file of a repository."""

    name: str
    size: int
    """Bytes; about so many where there is no hash."""
    sha256: str = ""
    """As published. Without one, what the repository says of the file at the time is held against it."""
    instead: str = ""
    """Name of another file that does as well, where this one is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    name: str
    revision: str
    """A commit, or the branch whose latest is taken."""

    @property
    def pinned(self) -> bool:
        return re.fullmatch(r"[0-9a-f]{40}", self.revision) is not None

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that an engine needs: a file, or a folder of files as the transformers library lays it out."""

    role: Role
    title: str
    repository: Repository
    files: tuple[Published, ...]
    is_folder: bool = False

    @property
    def published_name(self) -> str:
        return self.repository.folder if self.is_folder else self.files[0].name

    def label(self, name: str) -> str:
        """What people see of one of its files: folders of encoders have files of the same names."""
        return f"{self.published_name}/{name}" if self.is_folder else name


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSet:
    name: str
    terms: Terms
    parts: tuple[Part, ...]

    @property
    def files(self) -> Iterator[tuple[Part, Published]]:
        return ((part, file) for part in self.parts for file in part.files)

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(file.size for _, file in self.files)


# Sizes and hashes are those of third parties' manifests that agree with each other; nobody of us has fetched them.
_FOLEY: Final = Repository(name="tencent/HunyuanVideo-Foley", revision="3abd4e833b95b8db0fc9c687afc52483a48e9a97")
_XL: Final = Published(
    name="hunyuanvideo_foley_xl.pth",
    size=5_854_140_970,
    sha256="cf7e93dca93063942bc22b53d4fe888e9d9d5a1ad7977873b7b2c6b126cf00ca",
)
_XXL: Final = Published(
    name="hunyuanvideo_foley.pth",
    size=10_301_204_679,
    sha256="2900021f8ee562a8175b2f1a3fafb06b9e9e848f11f4c6d4d5d72e126f7c0475",
)
_VAE: Final = Part(
    role="vae",
    title="the sound decoder",
    repository=_FOLEY,
    files=(
        Published(
            name="vae_128d_48k.pth",
            size=1_486_465_965,
            sha256="07e6139ff33bd21ba8a7a7f40ed24aab13ac0d100cd686f8a9f3e03dc5251cb1",
        ),
    ),
)
_SYNCHFORMER: Final = Part(
    role="synchformer",
    title="the encoder of what happens when",
    repository=_FOLEY,
    files=(
        Published(
            name="synchformer_state_dict.pth",
            size=950_058_171,
            sha256="8aff082f2df5c3bc52759db0c865c7ee772ae6400b860d1b7e90413f2defb67c",
        ),
    ),
)
# The encoders' repositories have no revision that we know: the latest is taken, and kept to from then on.
_SIGLIP2: Final = Part(
    role="siglip2",
    title="the picture encoder",
    repository=Repository(name="google/siglip2-base-patch16-512", revision="main"),
    files=(Published(name="config.json", size=2_000), Published(name="model.safetensors", size=1_503_000_000)),
    is_folder=True,
)
_CLAP: Final = Part(
    role="clap",
    title="the text encoder",
    repository=Repository(name="laion/larger_clap_general", revision="main"),
    files=(
        Published(name="config.json", size=5_000),
        Published(name="model.safetensors", size=776_000_000, instead="pytorch_model.bin"),
        Published(name="tokenizer.json", size=2_100_000),
    ),
    is_folder=True,
)


def _foley(name: str, transformer: Published) -> WeightSet:
    dit = Part(role="dit", title="the model", repository=_FOLEY, files=(transformer,))
    return WeightSet(name=name, terms=TENCENT_HUNYUAN, parts=(dit, _VAE, _SYNCHFORMER, _SIGLIP2, _CLAP))


SETS: Final[Mapping[str, WeightSet]] = {
    "hunyuan-xl": _foley("hunyuan-xl", _XL),
    "hunyuan-xxl": _foley("hunyuan-xxl", _XXL),
}
