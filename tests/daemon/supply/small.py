"""`python -m tests.daemon.supply.small`: the supply program with the sets of the real one, but small files."""

from __future__ import annotations

import hashlib
import random
import sys
from typing import cast

from footfall_daemon.library.manifest import SETS, Part, Published, Repository, WeightSet
from footfall_daemon.library.terms import TENCENT_HUNYUAN
from footfall_daemon.supply.__main__ import main

FOLEY, PINNED = "tencent/HunyuanVideo-Foley", "f01e" + "0" * 36
SIGLIP, CLAP = "google/siglip2-base-patch16-512", "laion/larger_clap_general"


def _random(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


FILES: dict[tuple[str, str], bytes] = {
    (FOLEY, "xl.pth"): _random(1, 24_000_000),  # more than the library takes at once, twice
    (FOLEY, "xxl.pth"): _random(2, 5000),
    (FOLEY, "vae.pth"): _random(3, 4000),
    (FOLEY, "sync.pth"): _random(4, 3000),
    (SIGLIP, "config.json"): b"{}",
    (SIGLIP, "model.safetensors"): _random(5, 2000),
    (CLAP, "config.json"): b"{}\n",
    (CLAP, "pytorch_model.bin"): _random(6, 2500),
    (CLAP, "tokenizer.json"): b"{ }",
}


def _foley(name: str) -> tuple[Published, ...]:
    held = FILES[FOLEY, name]
    return (Published(name=name, size=len(held), sha256=hashlib.sha256(held).hexdigest()),)


def _folder(*names: str) -> tuple[Published, ...]:
    binary = "pytorch_model.bin"
    return tuple(Published(name=n, size=10, instead=binary if n == "model.safetensors" else "") for n in names)


def _set(name: str, dit: str) -> WeightSet:
    foley = Repository(name=FOLEY, revision=PINNED)
    siglip, clap = (Repository(name=repository, revision="main") for repository in (SIGLIP, CLAP))
    parts = (
        Part(role="dit", title="the model", repository=foley, files=_foley(dit)),
        Part(role="vae", title="the decoder", repository=foley, files=_foley("vae.pth")),
        Part(role="synchformer", title="the sync", repository=foley, files=_foley("sync.pth")),
        Part(
            role="siglip2",
            title="the eyes",
            repository=siglip,
            files=_folder("config.json", "model.safetensors"),
            is_folder=True,
        ),
        Part(
            role="clap",
            title="the words",
            repository=clap,
            files=_folder("config.json", "model.safetensors", "tokenizer.json"),
            is_folder=True,
        ),
    )
    return WeightSet(name=name, terms=TENCENT_HUNYUAN, parts=parts)


if __name__ == "__main__":
    small = {"hunyuan-xl": _set("hunyuan-xl", "xl.pth"), "hunyuan-xxl": _set("hunyuan-xxl", "xxl.pth")}
    cast(dict[str, WeightSet], SETS).update(small)
    sys.exit(main())
