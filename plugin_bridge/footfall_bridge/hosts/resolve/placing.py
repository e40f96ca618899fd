"""Placing in Resolve through the mailbox: each sound once, under its clip where that is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from footfall_bridge.hosts.resolve.ledger import Ledger
from footfall_bridge.hosts.resolve.mailbox import Mailbox
from footfall_bridge.hosts.resolve.reading import MARK, Laid, look
from footfall_bridge.hosts.resolve.slots import Slot, clips_for, newest, others, outdoes, own, slot_of, waits
from footfall_bridge.protocol import MIX, JobInfo, JobState, Output, Refusal

_KINDS: Final = {1: "mono", 2: "stereo"}
_STOPS: Final = ("timeline-switched", "mailbox-closed", "mailbox-busy", "no-project", "no-timeline")
"""What makes it useless to go on."""


@dataclass(frozen=True, slots=True)
class Placed:
    job: JobInfo
    clip: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class NotPlaced:
    job: JobInfo
    clip: str
    why: Refusal


@dataclass
class Outcome:
    placed: list[Placed] = field(default_factory=list)
    refused: list[NotPlaced] = field(default_factory=list)
    spare: int = 0
    """Takes that wait, because another is heard."""


class Placing:
    """One round, with the timeline as it was when the round began. Each change is read back in Resolve."""

    def __init__(self, mailbox: Mailbox, jobs: Sequence[JobInfo], ledger: Ledger, clips: Iterable[str]) -> None:
        """`jobs` of the timeline that is open; `clips` that they are for. Raises `Refusal`."""
        self._mailbox = mailbox
        self._jobs = {job.id: job for job in jobs}
        self._ledger = ledger
        self._here = look(mailbox, clips)
        self._laid = list(self._here.laid)
        self._outcome = Outcome()

    @property
    def timeline(self) -> str:
        """Id of the one that is open."""
        return self._here.timeline

    def refuse(self, why: Refusal) -> Outcome:
        """All that would be placed stays as it is."""
        self._outcome.refused += [NotPlaced(job, clip, why) for job, clip in self._waiting()]
        return self._outcome

    def place(self) -> Outcome:
        """All that is finished and was not placed yet, or is to be laid again."""
        # Of several takes that are to be laid again, the one that is heard stays the one that is heard.
        for job, clip in sorted(self._waiting(), key=lambda pair: not own(pair[0], pair[1], self._laid)):
            try:
                self._place(job, clip)
            except Refusal as refusal:
                self._outcome.refused.append(NotPlaced(job, clip, refusal))
                if refusal.code in _STOPS:
                    break
        return self._outcome

    def use_take(self, clips: Iterable[str], take: int) -> Outcome:
        """Let this take be heard under these clips, instead of what is heard there. Raises `Refusal`."""
        done = [job for job in self._jobs.values() if job.state is JobState.done and job.take == take]
        for clip in clips:
            for job in newest(job for job in done if clip in clips_for(job, self._ledger)):
                try:
                    slot = slot_of(self._here, job, clip)
                    self._swap(job, clip, slot, others(job, clip, self._laid, self._jobs))
                except Refusal as refusal:
                    self._outcome.refused.append(NotPlaced(job, clip, refusal))
        if not (self._outcome.placed or self._outcome.refused):
            words = f"there is no finished take {take} of what is selected: generate further takes"
            raise Refusal("no-takes", words)
        return self._outcome

    def _waiting(self) -> list[tuple[JobInfo, str]]:
        done = [job for job in self._jobs.values() if job.state is JobState.done]
        pairs = [(job, clip) for job in done for clip in clips_for(job, self._ledger)]
        return [(job, clip) for job, clip in pairs if waits(job, clip, self._laid, self._ledger)]

    def _place(self, job: JobInfo, clip: str) -> None:
        slot = slot_of(self._here, job, clip)
        mine = own(job, clip, self._laid)
        if len(mine) == len(job.outputs) and all(slot.is_filled_by(one) for one in mine):
            self._ledger.note_placed(job.id, clip, [one.item for one in mine])
            return
        rivals = others(job, clip, self._laid, self._jobs)
        if rivals and not outdoes(slot, job, [self._jobs[one.job] for one in rivals]):
            self._ledger.drop_again(job.id, clip)
            self._outcome.spare += 1  # exactly one take is audible
            return
        self._swap(job, clip, slot, rivals)

    def _swap(self, job: JobInfo, clip: str, slot: Slot, rivals: Sequence[Laid]) -> None:
        """All files of a job, or none; they replace its own and its rivals'. Raises `Refusal`."""
        _check_files(job)  # before anything is taken away
        old = [*own(job, clip, self._laid), *rivals]
        remove(self._mailbox, self._here.timeline, old)
        self._laid = [one for one in self._laid if one not in old]
        new: list[Laid] = []
        try:
            for output in job.outputs:
                new.append(self._lay(job, clip, output, slot))
        except Refusal:
            remove(self._mailbox, self._here.timeline, new)
            raise
        self._laid += new
        self._ledger.note_placed(job.id, clip, [one.item for one in new])
        self._outcome.placed.append(Placed(job, clip, slot))

    def _lay(self, job: JobInfo, clip: str, output: Output, slot: Slot) -> Laid:
        kind = _KINDS.get(output.channels)
        if kind is None:
            words = f"a sound of {output.channels} channels fits none of our tracks: drag it from the bin"
            raise Refusal("channels", words)
        mark = MARK + "|".join((job.id, clip, output.layer))
        answer = self._mailbox.ask(
            "place",
            timeline=self._here.timeline,
            path=output.path,
            track="Footfall" if output.layer == MIX else f"Footfall {output.layer.capitalize()}",
            kind=kind,
            record=slot.start,
            frames=slot.frames,
            head=[slot.head.numerator, slot.head.denominator],
            mark=mark,
        )
        return Laid.model_validate({**answer, "mark": mark})


def place_finished(mailbox: Mailbox, timeline: str, jobs: Sequence[JobInfo], ledger: Ledger) -> Outcome:
    """`jobs` of this timeline: nothing is placed while another is open. Raises `Refusal` where none is."""
    placing = Placing(mailbox, jobs, ledger, (clip for job in jobs for clip in clips_for(job, ledger)))
    if placing.timeline == timeline:
        return placing.place()
    words = "another timeline is open: go back to the one that it was made for, then `footfall resolve place`"
    return placing.refuse(Refusal("timeline-switched", words))


def remove(mailbox: Mailbox, timeline: str, laid: Sequence[Laid]) -> int:
    """How many. Raises `Refusal`."""
    if not laid:
        return 0
    return int(mailbox.ask("remove", timeline=timeline, items=[one.item for one in laid]).get("removed", 0))


def _check_files(job: JobInfo) -> None:
    for output in job.outputs:
        if not Path(output.path).exists():
            words = f"the sound {output.path} is not there any more: bring it back, or generate it again"
            raise Refusal("file-gone", words)
