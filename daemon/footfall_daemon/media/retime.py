"""Cues in the media's time become cues in the time of the file to be written."""

from __future__ import annotations

from fractions import Fraction

from footfall_daemon.cues import Contact, ContactKind, Cues, Curves
from footfall_daemon.media.range import SourceRange

_BACKWARD_STOP = 0.4
"""A halt played backward is a start, which makes no sound: below what is sounded by default."""


def retimed(cues: Cues, span: SourceRange, head: Fraction, seconds: float, *, reverse: bool) -> Cues:
    """`head`: seconds of handle in front; `seconds`: length of the file, outside which nothing is kept."""
    rate, start, end = float(span.play_rate), float(span.start), float(span.end)

    def at(time: float) -> float:
        played = end - time if reverse else time - start
        return played / rate + float(head)

    contacts = [_played(contact, at(contact.time), reverse=reverse) for contact in cues.contacts]
    return Cues(
        analyser=cues.analyser,
        contacts=sorted((c for c in contacts if 0 <= c.time < seconds), key=lambda contact: contact.time),
        cuts=sorted(time for cut in cues.cuts if 0 < (time := at(cut)) < seconds),
        curves=_curves(cues.curves, [at(time) for time in cues.curves.time], seconds, rate),
        notes=cues.notes,
    )


def _played(contact: Contact, time: float, *, reverse: bool) -> Contact:
    confidence = contact.confidence
    if reverse and contact.kind is ContactKind.stop:
        confidence = min(confidence, _BACKWARD_STOP)
    return contact.model_copy(update={"time": time, "confidence": confidence})


def _curves(curves: Curves, times: list[float], seconds: float, rate: float) -> Curves:
    order = sorted((time, k) for k, time in enumerate(times) if 0 <= time < seconds)
    kept = [k for _, k in order]
    return Curves(
        time=[time for time, _ in order],
        energy=[min(1.0, curves.energy[k] * rate) for k in kept],
        speed=[curves.speed[k] * rate for k in kept],
        x=[curves.x[k] for k in kept],
        camera=[curves.camera[k] * rate for k in kept],
    )
