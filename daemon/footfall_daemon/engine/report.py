"""What the daemon is told of segments that came to an end, good or bad, and where their waveforms go before."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from footfall_daemon.engine.gauge import Gauge
from footfall_daemon.engine.messages import Finished, FromEngine, OutOfMemory, SegmentFailed
from footfall_daemon.engine.outcome import OUT_OF_MEMORY, Done, Failure
from footfall_daemon.engine.parking import ParkingLot
from footfall_daemon.engine.spool import write_wave

_log = logging.getLogger("footfall.engine")


class Reporter:
    def __init__(self, send: Callable[[FromEngine], None], gauge: Gauge, parked: ParkingLot) -> None:
        self._send = send
        self._gauge = gauge
        self._parked = parked

    def ended(self, outcomes: Mapping[str, Done | Failure]) -> None:
        """By segment, in the order in which they ended."""
        for segment, outcome in outcomes.items():
            written = _written(outcome) if isinstance(outcome, Done) else outcome
            if isinstance(written, Failure):
                self.failed({segment: written})
            else:
                self._send(Finished(segment=segment, samples=written.order.samples, notes=written.notes))

    def failed(self, failures: Mapping[str, Failure]) -> None:
        """Too little memory is no failure: the scheduler makes room and tries again."""
        for segment, failure in failures.items():
            _log.warning("segment %s: %s: %s", segment, failure.code, failure.message)
            if failure.code != OUT_OF_MEMORY:
                self._send(SegmentFailed(segment=segment, code=failure.code, message=failure.message))
        if short := [segment for segment, failure in failures.items() if failure.code == OUT_OF_MEMORY]:
            self._gauge.relieve()
            lost = [segment for segment in short if segment not in self._parked]
            self._send(OutOfMemory(segments=short, lost=lost, memory=self._gauge.read()))


def _written(done: Done) -> Done | Failure:
    try:
        for layer, waveform in done.waveforms.items():
            write_wave(done.order.wave_of(layer), waveform)
    except OSError as error:
        return Failure("spool", f"the waveform could not be written: {error.strerror or error}")
    return done
