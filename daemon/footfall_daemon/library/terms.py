"""The terms under which weights are published, in our own words: what a user must know before taking them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of one licence. Who accepted another version has not accepted this one."""

    licence: str
    version: str
    territory: str
    """Where it does not hold, as a sentence."""
    points: tuple[str, ...]
    """What else it asks for, a sentence or two each."""
    whole: str
    """Where to read all of it."""


TENCENT_HUNYUAN = Terms(
    licence="Tencent Hunyuan Community License",
    version="2025",
    territory=(
        "It does not hold in the European Union, the United Kingdom and South Korea: there you may neither use, "
        "distribute nor show the model or anything made with it."
    ),
    points=(
        "It covers the weights and what is derived from them. Tencent claims no rights in the sounds you make.",
        "With more than 100 million monthly users when the model was released you need a licence of your own "
        "from Tencent.",
        "Neither the model nor the sounds made with it may be used to improve another AI model.",
        "An acceptable use policy forbids a list of uses; it is part of the licence.",
        "Whoever passes the weights on, changed or not, must pass on the licence, its notice and its "
        "restrictions, and say what was changed.",
        "Hong Kong law applies; whoever sues over intellectual property in the model loses the licence.",
        "The encoders fetched with the model (SigLIP2, Synchformer, CLAP) have open licences of their own.",
    ),
    whole="the licence file of tencent/HunyuanVideo-Foley on the Hugging Face hub",
)
