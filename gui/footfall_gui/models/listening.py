"""Listening to one clip: whichever version is heard, the picture follows, and the moment stays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from footfall_bridge.protocol import JobInfo, Order, Refusal
from footfall_gui.models.clip_time import ClipTime
from footfall_gui.models.multimedia import Film
from footfall_gui.models.playback import Outlet, Playback

_BEFORE: Final = 0.4
"""Seconds before an edit from which it is played: enough to hear it come."""


class Multimedia(Protocol):
    """What this machine can play; see `multimedia.QtMultimedia`."""

    def why_not(self) -> str:
        """Nothing can be played: the reason, else nothing."""

    def has_speaker(self) -> bool: ...

    def outlet(self) -> Outlet: ...

    def film(self, parent: QObject) -> Film: ...


class Listening(QObject):
    """Moments are seconds from the clip's first frame, whatever handles the files have."""

    moved = Signal(float)
    playing_changed = Signal(bool)
    heard_changed = Signal()
    pictured = Signal(QImage)
    trouble_changed = Signal()

    def __init__(self, multimedia: Multimedia, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard: JobInfo | None = None
        """The job whose files are played: the one that is shown, another version, or an audition."""
        self.sound_trouble = ""
        self.picture_trouble = ""
        self.looping = False
        self._part: tuple[float, float] | None = None
        self._head = 0.0
        self._standing = 0.0
        """Where nothing can be played: what is looked at."""
        self._length = 0.0
        self._multimedia = multimedia
        self._film: Film | None = None
        self._filmed: tuple[Path, Fraction, Fraction, Fraction] | None = None
        self._playback = Playback(multimedia.outlet, self)
        self._playback.moved.connect(self._move)
        self._playback.playing_changed.connect(self._tell_playing)
        self._playback.lost.connect(self._lose_speaker)

    @property
    def playing(self) -> bool:
        return self._playback.playing

    @property
    def playable(self) -> bool:
        return self._playback.length > 0

    @property
    def filming(self) -> bool:
        """The film's own picture is shown."""
        return self._filmed is not None

    @property
    def position(self) -> float:
        return self._playback.position - self._head if self.playable else self._standing

    def show(self, job: JobInfo | None, time: ClipTime | None) -> None:
        """Another job: from its first frame on, standing."""
        self._playback.pause()
        self._length = float(time.length) if time is not None else 0.0
        self.hear(job)
        if self._filmed is not None and (job is None or job.media is None or Path(job.media) != self._filmed[0]):
            self.show_film(None, None, None)  # until the order is known: another film's picture is worse than none
        self.seek(0.0)

    def show_film(self, job: JobInfo | None, order: Order | None, time: ClipTime | None) -> None:
        """The picture of a job, as soon as its order is known. Backwards no player plays: stills do."""
        wanted = None
        if job is not None and order is not None and time is not None and self._can_film(job, order):
            start = job.source_in.seconds if job.source_in is not None else Fraction(0)
            wanted = (Path(job.media or ""), start, order.clip.play_rate, time.frame)
        if wanted == self._filmed:
            return
        self._filmed = wanted
        self._set_trouble(self.sound_trouble, "")
        if wanted is not None:
            self._the_film().open(*wanted)
        elif self._film is not None:
            self._film.close()

    def hear(self, job: JobInfo | None) -> None:
        """Its files, from the same moment on."""
        before, played = self.position, self.playable
        head = float(job.handles.seconds) if job is not None and job.outputs else 0.0
        later, self._head = head - self._head, head
        self.heard = job
        try:
            trouble = self._multimedia.why_not() if job is not None and job.outputs else ""
            usable = job is not None and not trouble
            self._playback.load([Path(output.path) for output in job.outputs] if job and usable else [], later)
        except Refusal as refusal:
            self._playback.load([], later)
            trouble = refusal.message
        if not (played and self.playable):
            self.seek(before)
        self._set_trouble(trouble or self._no_speaker(), self.picture_trouble)
        self._renew_loop()
        self.heard_changed.emit()

    def audition(self, made: JobInfo, about: float) -> None:
        """From a little before."""
        self.hear(made)
        self.seek(max(about - _BEFORE, -self._head))
        self._playback.play()

    def play(self) -> None:
        self._playback.play()

    def pause(self) -> None:
        self._playback.pause()

    def toggle(self) -> None:
        self._playback.toggle()

    def seek(self, seconds: float) -> None:
        if self.playable:
            self._playback.seek(seconds + self._head)
        else:
            self._standing = seconds
            self.moved.emit(seconds)

    def loop(self, looping: bool) -> None:
        self.looping = looping
        self._renew_loop()

    def set_part(self, part: tuple[float, float] | None) -> None:
        """What is looped; None: the whole clip."""
        self._part = part
        self._renew_loop()

    def close(self) -> None:
        self._playback.close()
        if self._film is not None:
            self._film.close()

    def _renew_loop(self) -> None:
        start, stop = self._part or (0.0, self._length)
        self._playback.loop = (start + self._head, stop + self._head) if self.looping else None

    def _move(self, position: float) -> None:
        seconds = position - self._head
        if self._film is not None and self._filmed is not None:
            if self.playing:
                self._film.follow(seconds)
            else:
                self._film.show_at(seconds)
        self.moved.emit(seconds)

    def _can_film(self, job: JobInfo, order: Order) -> bool:
        there = job.media is not None and Path(job.media).is_file()
        return there and not order.clip.reverse and not self._multimedia.why_not()

    def _the_film(self) -> Film:
        if self._film is None:
            self._film = self._multimedia.film(self)
            self._film.shown.connect(lambda image, _: self.pictured.emit(image))
            self._film.failed.connect(self._lose_film)
        return self._film

    def _lose_film(self, words: str) -> None:
        self._filmed = None
        self._set_trouble(self.sound_trouble, words)

    def _tell_playing(self, playing: bool) -> None:
        if playing:
            self._set_trouble(self._no_speaker(), self.picture_trouble)  # speakers come and go
        self.playing_changed.emit(playing)

    def _lose_speaker(self) -> None:
        words = self.tr("The speaker is gone. Play again for the one that the system has now.")
        self._set_trouble(self._no_speaker() or words, self.picture_trouble)

    def _no_speaker(self) -> str:
        if self.playable and not self._multimedia.has_speaker():
            return self.tr("There is no speaker: the picture plays in silence.")
        return ""

    def _set_trouble(self, sound: str, picture: str) -> None:
        if (sound, picture) != (self.sound_trouble, self.picture_trouble):
            self.sound_trouble, self.picture_trouble = sound, picture
            self.trouble_changed.emit()
