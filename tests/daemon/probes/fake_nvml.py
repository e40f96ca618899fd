"""A stand-in for NVIDIA's management library: a driver with some cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_GIB = 2**30
A = "GPU-aaaaaaaa-0000-0000-0000-000000000000"
B = "GPU-bbbbbbbb-0000-0000-0000-000000000000"


class Failure(Exception):
    def __init__(self, value: int) -> None:
        super().__init__(f"code {value}")
        self.value = value


@dataclass
class Memory:
    total: int
    free: int


@dataclass
class Rates:
    gpu: int


@dataclass
class Process:
    pid: int
    usedGpuMemory: int | None


@dataclass(eq=False)
class FakeCard:
    uuid: str
    pci: str
    memory: Memory
    capability: tuple[int, int] = (9, 0)
    divided: bool | None = None
    """Into instances; None: it cannot be."""
    rates: Rates = field(default_factory=lambda: Rates(87))
    computing: list[Process] = field(default_factory=list)
    drawing: list[Process] = field(default_factory=list)


class FakeLibrary:
    """A driver with some cards; `failure` ends every question about memory, `start_failure` the start."""

    NVMLError: type[Exception] = Failure

    def __init__(self, *cards: FakeCard) -> None:
        self.cards = cards
        self.open = 0
        self.start_failure = 0
        self.failure = 0

    def nvmlInit(self) -> None:
        if self.start_failure:
            raise Failure(self.start_failure)
        self.open += 1

    def nvmlShutdown(self) -> None:
        if self.failure:
            raise Failure(self.failure)
        self.open -= 1

    def nvmlSystemGetDriverVersion(self) -> str:
        return "580.65.06"

    def nvmlDeviceGetCount(self) -> int:
        return len(self.cards)

    def nvmlDeviceGetHandleByIndex(self, index: int, /) -> FakeCard:
        return self.cards[index]

    def nvmlDeviceGetHandleByUUID(self, uuid: str, /) -> FakeCard:
        return self._one(card for card in self.cards if card.uuid == uuid)

    def nvmlDeviceGetHandleByPciBusId(self, pci: str, /) -> FakeCard:
        return self._one(card for card in self.cards if card.pci == pci)

    def nvmlDeviceGetUUID(self, handle: FakeCard, /) -> str:
        return handle.uuid

    def nvmlDeviceGetName(self, handle: FakeCard, /) -> str:
        return f"card {handle.uuid[4:5]}"

    def nvmlDeviceGetCudaComputeCapability(self, handle: FakeCard, /) -> tuple[int, int]:
        return handle.capability

    def nvmlDeviceGetMigMode(self, handle: FakeCard, /) -> list[bool]:
        if handle.divided is None:
            raise Failure(3)
        return [handle.divided, handle.divided]

    def nvmlDeviceGetMemoryInfo(self, handle: FakeCard, /) -> Memory:
        if self.failure:
            raise Failure(self.failure)
        return handle.memory

    def nvmlDeviceGetUtilizationRates(self, handle: FakeCard, /) -> Rates:
        if self.failure:
            raise Failure(self.failure)
        return handle.rates

    def nvmlDeviceGetComputeRunningProcesses(self, handle: FakeCard, /) -> list[Process]:
        if self.failure:
            raise Failure(self.failure)
        return handle.computing

    def nvmlDeviceGetGraphicsRunningProcesses(self, handle: FakeCard, /) -> list[Process]:
        return handle.drawing

    def _one(self, cards: Iterable[FakeCard]) -> FakeCard:
        for card in cards:
            return card
        raise Failure(6)


def library() -> FakeLibrary:
    return FakeLibrary(
        FakeCard(A, "0000:01:00.0", Memory(24 * _GIB, 20 * _GIB)),
        FakeCard(B, "0000:3b:00.0", Memory(48 * _GIB, 5 * _GIB)),
    )
