"""The devices of the fake daemon: released as slowly as a test says, and reclaimed."""

from __future__ import annotations

import time

from footfall_bridge import protocol as p

GIB = 2**30


class FakeDevices:
    def __init__(self) -> None:
        self.cluster = ""
        self.workers = [a_worker("cpu")]
        self.slowness = 0
        """How often one must look until a device is free; less than 0: it never is."""
        self.asked: list[p.Gpu] = []
        self.words: list[p.Editor] = []

    @property
    def released(self) -> bool:
        return all(worker.state == "released" for worker in self.workers)

    @property
    def editor_busy(self) -> str:
        return self.words[-1].host if self.words and self.words[-1].busy else ""

    def lend(self, request: p.Gpu) -> None:
        chosen = [worker for worker in self.workers if request.device in (None, worker.name, worker.device)]
        if not chosen:
            raise p.Refusal("no-such-device", f"no worker is on {request.device!r}")
        self.asked.append(request)
        state = "leaving" if request.action == "release" else "idle"
        self.workers = [
            worker.model_copy(update={"state": state}) if worker in chosen else worker for worker in self.workers
        ]

    def look(self) -> list[p.WorkerInfo]:
        """The workers now. What is being released comes nearer to it with each look."""
        if self.slowness:
            self.slowness -= 1
        else:
            self.workers = [_free(worker) if worker.state == "leaving" else worker for worker in self.workers]
        return self.workers

    def history(self, seconds: int, decision: str) -> p.History:
        """Another program took 2 GiB a minute ago."""
        now = time.time()
        samples = [_sample(worker, now - min(seconds, 60)) for worker in self.workers]
        before = [
            sample.model_copy(update={"at": now - seconds, "free": sample.free + 2 * GIB}) for sample in samples
        ]
        return p.History(
            now=now,
            step=1.0,
            workers=[
                p.WorkerHistory(name=worker.name, device=worker.device, samples=[earlier, sample])
                for worker, earlier, sample in zip(self.workers, before, samples, strict=True)
            ],
            decisions=[p.Decision(at=now - min(seconds, 60), text=decision)],
        )


def _sample(worker: p.WorkerInfo, at: float) -> p.MemorySample:
    memory = worker.memory
    return p.MemorySample(
        at=at,
        total=memory.total,
        free=memory.free,
        held=memory.held,
        budget=memory.budget,
        headroom=memory.headroom,
        running=len(worker.running),
        tokens_or_seconds=8.0 * len(worker.running),
        rate=worker.rate,
    )


def a_worker(device: str, name: str = "") -> p.WorkerInfo:
    """Runs two jobs; another program has 3 of the 8 GiB, we have 1, and 1 is headroom."""
    return p.WorkerInfo(
        name=name or device,
        device=device,
        engine="sketch",
        state="running",
        running=["job00001", "job00002"],
        parked=["job00003"],
        memory=p.MemoryInfo(
            total=8 * GIB,
            free=4 * GIB,
            held=GIB,
            budget=4 * GIB,
            headroom=GIB,
            sources=[
                p.MemorySource(source="engine", total=8 * GIB, free=4 * GIB),
                p.MemorySource(source="NVML", total=0, free=0, note="no driver"),
            ],
        ),
        rate=12.5,
        knee=40.0,
        streamed=0.25,
    )


def _free(worker: p.WorkerInfo) -> p.WorkerInfo:
    memory = worker.memory
    freed = memory.model_copy(update={"free": memory.free + memory.held, "held": 0})
    return worker.model_copy(
        update={
            "state": "released",
            "engine": None,
            "running": [],
            "parked": worker.running + worker.parked,
            "memory": freed,
        }
    )
