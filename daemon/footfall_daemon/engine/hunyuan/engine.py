"""HunyuanVideo-Foley as an engine: each network is on the device while a segment needs it, and no longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple, cast

import torch
from torch import Tensor

from footfall_bridge.protocol import MIX
from footfall_daemon.catalog import HUNYUAN_XL
from footfall_daemon.engine.contract import Provision, SegmentError
from footfall_daemon.engine.devices import has_streams
from footfall_daemon.engine.hunyuan.denoiser import Conditions, Denoiser, Denoising
from footfall_daemon.engine.hunyuan.encoders import Encoders, import_networks
from footfall_daemon.engine.hunyuan.features import Seen
from footfall_daemon.engine.hunyuan.files import Files
from footfall_daemon.engine.hunyuan.length import Length
from footfall_daemon.engine.hunyuan.sampler import Options, noise
from footfall_daemon.engine.hunyuan.sizes import LATENT_CHANNELS
from footfall_daemon.engine.hunyuan.small import compiled
from footfall_daemon.engine.hunyuan.streaming import Transformer
from footfall_daemon.engine.hunyuan.vae import Vae, load_vae
from footfall_daemon.engine.messages import SegmentOrder, Shortcuts

_SHORTEST: Final = HUNYUAN_XL.shortest
"""Seconds: it is one for both sizes of the model, as all that follows is."""
_GUIDANCE: Final = cast(float, HUNYUAN_XL.guidance)
_STEPS: Final = cast(int, HUNYUAN_XL.steps)
DECODED_AT_ONCE: Final = 150
"""Latents: three seconds take the room of a step, and the rest waits."""


class Text(NamedTuple):
    """Of the negative prompt and of the prompt, [nt, 768] each."""

    negative: Tensor
    prompt: Tensor
    notes: list[str]


@dataclass
class HunyuanState:
    order: SegmentOrder
    denoising: Denoising
    made_by: str
    """Weights and mode: others make something else of it."""
    notes: list[str] = field(default_factory=list)

    @property
    def segment(self) -> str:
        return self.order.id

    @property
    def progress(self) -> float:
        return self.denoising.progress


class _Loaded(NamedTuple):
    weights: str
    encoders: Encoders
    transformer: Transformer
    denoiser: Denoiser
    vae: Vae


class HunyuanEngine:
    """Both sizes: which it is, the weights tell."""

    tolerance = 1e-5
    """In float32; in sixteen bits it is what their rounding makes of it."""

    def __init__(self) -> None:
        self.device = torch.device("cpu")
        self.beat: Callable[[], None] = lambda: None
        self._provision: Provision | None = None
        self._streamed = 0.0
        self._keeps = False
        self._loaded: _Loaded | None = None

    @property
    def mode(self) -> str:
        return self._here.transformer.precision.word

    @property
    def streamable_bytes(self) -> int:
        return self._here.transformer.streamable_bytes

    @property
    def finishes_beside(self) -> bool:
        """A processor is full of either: both at once are no faster there, see `tests.benchmarks.hunyuan`."""
        return has_streams(self.device)

    @property
    def kept_bytes(self) -> int:
        return self._loaded.encoders.bytes if self._loaded is not None else 0

    def keep_encoders(self, allowed: bool) -> None:
        self._keeps = allowed

    def provide(self, provision: Provision) -> None:
        self._provision = provision

    def load(self, device: torch.device) -> None:
        """Raises `SegmentError` where the weights are not there, damaged, or of another model."""
        if self._provision is None:
            raise SegmentError("weights-missing", "no weights were named: get them with `footfall engines pull`")
        files = Files.read(self._provision.weights)
        with ThreadPoolExecutor(1) as beside:
            imported = beside.submit(import_networks)
            vae = load_vae(files.vae, device=device)
            transformer = Transformer.load(
                files.dit,
                device,
                wanted=self._provision.precision,
                budget=self._provision.budget,
                streamed=self._streamed,
                beat=self.beat,
            )
            imported.result()
        if self._provision.shortcuts.compile:
            transformer.dit.use(compiled(device))
        for part in (vae, *transformer.blocks):
            part.register_forward_hook(lambda *_: self.beat())
        self.device = device
        self._loaded = _Loaded(
            files.fingerprint, Encoders(files, device, self.beat), transformer, Denoiser(transformer.dit), vae
        )

    def unload(self) -> None:
        self._loaded = None

    def stream_weights(self, share: float) -> None:
        self._streamed = share
        if self._loaded is not None:
            self._loaded.transformer.stream(share)

    def encode_picture(self, orders: Sequence[SegmentOrder]) -> list[Seen | None]:
        with torch.no_grad():
            return [self._here.encoders.see(order) for order in orders]

    def encode_text(self, orders: Sequence[SegmentOrder]) -> list[Text]:
        with torch.no_grad():
            return [Text(*self._here.encoders.read(order.negative, order.prompt)) for order in orders]

    def start(self, order: SegmentOrder, picture: Seen | None, text: Text) -> HunyuanState:
        length = Length.of(order.samples, _SHORTEST)
        seen = picture or self._nothing_seen(length)
        given = (seen.clip_feat, seen.sync_feat, text.prompt, text.negative)
        conditions = Conditions(*(part.to(self.device) for part in given))
        denoising = self._here.denoiser.start(
            noise(_seed(order), LATENT_CHANNELS, length.latents).to(self.device),
            conditions,
            guidance=_GUIDANCE if order.guidance is None else order.guidance,
            steps=order.steps or _STEPS,
            options=self._options,
        )
        return HunyuanState(order, denoising, self._identity, text.notes)

    def knows(self, state: HunyuanState) -> bool:
        return state.made_by == self._identity

    def step(self, states: Sequence[HunyuanState]) -> None:
        encoders = self._here.encoders
        encoders.rest() if self._keeps else encoders.leave()
        self._here.denoiser.step([state.denoising for state in states])
        if not all(bool(state.denoising.latents.isfinite().all()) for state in states):
            words = "set `engine.precision` to bf16 or float32, or retry with another seed"
            raise SegmentError("not-finite", f"the model's numbers grew beyond what {self.mode} holds: {words}")

    def finish(self, states: Sequence[HunyuanState]) -> list[dict[str, Tensor]]:
        return [{MIX: self._heard(state)} for state in states]

    def notes(self, state: HunyuanState) -> list[str]:
        return state.notes

    @property
    def _identity(self) -> str:
        return f"{self._here.weights} {self.mode}"

    @property
    def _options(self) -> Options:
        wanted = self._provision.shortcuts if self._provision else Shortcuts()
        interval = (wanted.guidance_from, wanted.guidance_to)
        return Options(solver=wanted.solver, guidance_interval=interval, reuse=wanted.reuse)

    @property
    def _here(self) -> _Loaded:
        if self._loaded is None:
            raise SegmentError("no-engine", "the engine is not loaded")
        return self._loaded

    def _nothing_seen(self, length: Length) -> Seen:
        """As the model was trained to be told that there is no picture."""
        dit = self._here.transformer.dit
        return Seen(dit.empty_clip_feat.expand(length.visual, -1), dit.empty_sync_feat.expand(length.sync, -1))

    def _heard(self, state: HunyuanState) -> Tensor:
        """float32 (1, samples)"""
        with torch.no_grad():
            wave = self._here.vae.decode(state.denoising.latents[None], DECODED_AT_ONCE)
        return wave[0, :, : state.order.samples].cpu()


def _seed(order: SegmentOrder) -> int:
    """Of the take, and for what does not begin its file one of its own: windows that overlap share no noise."""
    if order.start == 0:
        return order.seed
    return int.from_bytes(blake2b(f"{order.seed} {order.start}".encode(), digest_size=7).digest())
