"""The work of `footfall resolve`: Resolve is asked through its mailbox, the daemon through its client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from footfall_bridge.cli.follow import followed
from footfall_bridge.cli.left_out import show_left_out
from footfall_bridge.cli.output import Exit, as_json, counted, name_of, printable, say, show_json, tell
from footfall_bridge.client import Client
from footfall_bridge.hosts.interchange.cuts import Cut
from footfall_bridge.hosts.interchange.markers import Listener
from footfall_bridge.hosts.resolve import Mailbox, folder_of, profiles_of
from footfall_bridge.hosts.resolve.asking import (
    Asking,
    allowed,
    clips_of,
    hits_of,
    of_files,
    of_timeline,
    sort_out,
)
from footfall_bridge.hosts.resolve.ledger import Ledger
from footfall_bridge.hosts.resolve.placing import Outcome, Placing, place_finished, remove
from footfall_bridge.hosts.resolve.reading import Timeline, look, selection
from footfall_bridge.hosts.resolve.slots import clips_for, stale
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobInfo, JobState, Priority
from footfall_bridge.timeline import timecode_of_frames

_LOST: Final = (JobState.failed, JobState.cancelled)
_NOT_BROUGHT: Final = "Their sounds lie beside them; `--place` brings them into the bin Footfall."


class Stale(NamedTuple):
    """A sound that lies for nothing, or beside its clip."""

    at: str
    """Timecode."""
    job: str
    why: str

    @property
    def words(self) -> str:
        return f"stale: the sound at {self.at}: {printable(self.why)}"


@dataclass
class Mailing:
    """One command. Its methods raise `Refusal`."""

    json: bool
    places: Places = field(default_factory=Places.of_user)

    def generate(
        self, fields: Mapping[str, Any], marker_color: str, *, anew: bool, wait: bool, place: bool
    ) -> Exit:
        with Client() as client:
            with self._mailbox() as mailbox:
                timeline = selection(mailbox, marker_color)
                wishes = {"priority": Priority.interactive, **fields}
                known = of_timeline(list(client.jobs()), timeline.timeline)
                ledger = Ledger(self.places)
                asking = sort_out(timeline, known, wishes, Listener(marker_color), ledger, anew=anew)
                asking = allowed(asking, client.settings().settings)
                ids = _submitted(client, asking, ledger)
                if timeline.files:
                    ids += client.submit(of_files(timeline.files, wishes))
                old = _stale(mailbox, known, ledger) if known else []
            try:
                jobs = _jobs(client, ids, wait=wait, json=self.json)
            except KeyboardInterrupt:
                tell("The jobs go on: `footfall resolve place` lays what is made under its clips.")
                return Exit.interrupted
            outcome = self._placed(client, timeline.timeline) if place and not timeline.files else None
            brought = self._brought(jobs) if place and timeline.files else []
        self._show_generated(timeline, asking, old, jobs, outcome, brought)
        failed = any(job.state in _LOST for job in jobs)
        return Exit.failed if failed or (outcome is not None and outcome.refused) else Exit.done

    def place(self) -> Exit:
        with Client() as client:
            with self._mailbox() as mailbox:
                timeline = look(mailbox)
            outcome = self._placed(client, timeline.timeline)
        return self._show_placed(timeline, outcome)

    def use_take(self, number: int) -> Exit:
        with self._mailbox() as mailbox, Client() as client:
            timeline = selection(mailbox)
            jobs = of_timeline(list(client.jobs()), timeline.timeline)
            clips = [clip.id for clip in timeline.clips]
            outcome = Placing(mailbox, jobs, Ledger(self.places), clips).use_take(clips, number)
        return self._show_placed(timeline, outcome)

    def remove(self) -> Exit:
        with self._mailbox() as mailbox:
            here = look(mailbox)
            count = remove(mailbox, here.timeline, here.laid)
        if self.json:
            show_json({"timeline": here.name, "removed": count})
        else:
            say(f"{counted(count, 'sound')} removed from {printable(here.name)}")
        return Exit.done

    def status(self) -> Exit:
        with self._mailbox() as mailbox, Client() as client:
            here = look(mailbox)
            jobs = of_timeline(list(client.jobs()), here.timeline)
            old = _stale(mailbox, jobs, Ledger(self.places))
        sounds = _counts(jobs, {one.job for one in here.laid})
        if self.json:
            listed = [one._asdict() for one in old]
            show_json({"resolve": here.editor, "timeline": here.name, "sounds": sounds, "stale": listed})
            return Exit.done
        say(f"{printable(here.editor)}, timeline {printable(here.name)} at {printable(here.rate)}")
        say(", ".join(f"{count} {state}" for state, count in sounds.items()) or "no sounds yet")
        for one in old:
            say(one.words)
        return Exit.done

    def stop(self) -> Exit:
        with self._mailbox() as mailbox:
            mailbox.ask("stop")
        if self.json:
            show_json({"stopped": True})
        else:
            say("The mailbox is closed.")
        return Exit.done

    def _placed(self, client: Client, timeline: str) -> Outcome:
        jobs = of_timeline(list(client.jobs()), timeline)
        with self._mailbox() as mailbox:
            return place_finished(mailbox, timeline, jobs, Ledger(self.places))

    def _brought(self, jobs: Sequence[JobInfo]) -> list[str]:
        """Into the bin: paths of what was made of files of the media pool."""
        paths = [output.path for job in jobs for output in job.outputs]
        if paths:
            with self._mailbox() as mailbox:
                mailbox.ask("bring", paths=paths)
        return paths

    @contextmanager
    def _mailbox(self) -> Iterator[Mailbox]:
        mailbox = Mailbox(folder_of(self.places), profiles_of())
        with mailbox.alone():
            yield mailbox

    # words

    def _show_generated(
        self,
        timeline: Timeline,
        asking: Asking,
        old: Sequence[Stale],
        jobs: Sequence[JobInfo],
        outcome: Outcome | None,
        brought: Sequence[str],
    ) -> None:
        if self.json:
            placed = None if outcome is None else _outcome_json(timeline, outcome)
            show_json(
                {
                    "timeline": timeline.name,
                    "jobs": [as_json(job) for job in jobs],
                    "met": list(dict.fromkeys(job.id for _, job in asking.met)),
                    "left_out": [_left_out_json(cut) for cut in asking.left_out],
                    "placing": placed,
                    "stale": [one._asdict() for one in old],
                    "brought": list(brought),
                }
            )
            return
        if timeline.span is not None:
            first, last = (_timecode(timeline, frame) for frame in timeline.span)
            tell(f"No clip is selected: those between the in and out marks are meant, {first} to {last}.")
        show_left_out([(cut, cut.problem) for cut in asking.left_out if cut.problem is not None])
        if asking.met:
            tell(f"{counted(len(asking.met), 'sound')} made already, or on the way.")
        for name in dict.fromkeys(
            cut.name for one, _ in asking.met if one.order.clip.reframed for cut in one.cuts
        ):
            tell(f"{printable(name)} is reframed on the timeline: that Foley is of what its media shows")
        _show_jobs(jobs)
        for one in old:
            tell(one.words)
        if outcome is not None:
            _tell_placed(outcome)
        elif timeline.files:
            tell(f"{counted(len(timeline.files), 'file')} from the media pool, whole, on no timeline.")
            tell(f"{counted(len(brought), 'sound')} brought into the bin Footfall." if brought else _NOT_BROUGHT)
        elif jobs or asking.met:
            tell("`footfall resolve place` lays them under their clips.")

    def _show_placed(self, timeline: Timeline, outcome: Outcome) -> Exit:
        if self.json:
            show_json({"timeline": timeline.name, **_outcome_json(timeline, outcome)})
        else:
            _tell_placed(outcome)
        return Exit.failed if outcome.refused else Exit.done


def _stale(mailbox: Mailbox, jobs: Sequence[JobInfo], ledger: Ledger) -> list[Stale]:
    """`jobs` of the timeline that is open."""
    here = look(mailbox, (clip for job in jobs for clip in clips_for(job, ledger)))
    return [Stale(_timecode(here, one.start), one.job, why) for one, why in stale(here, jobs, ledger)]


def _submitted(client: Client, asking: Asking, ledger: Ledger) -> list[str]:
    """Jobs that are there already serve these clips, too."""
    for one, job in asking.met:
        ledger.ask_again(job.id, clips_of(one))
    if not asking.missing:
        return []
    ids = client.submit([one.order for one in asking.missing])
    following = iter(ids)
    for one in asking.missing:
        for _ in range(one.order.takes):
            ledger.note_asked(next(following), clips_of(one), hits_of(one))
    return ids


def _jobs(client: Client, ids: list[str], *, wait: bool, json: bool) -> list[JobInfo]:
    if not ids:
        return []
    return followed(client, ids, json=json) if wait else list(client.jobs(ids=ids))


def _show_jobs(jobs: Sequence[JobInfo]) -> None:
    for job in jobs:
        for output in job.outputs:
            say(output.path)
        if job.error is not None:
            tell(f"footfall: {name_of(job)}: {printable(job.error.message)} [{job.error.code}]")


def _counts(jobs: Sequence[JobInfo], lying: set[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for job in jobs:
        made = "placed" if job.id in lying else "generated, not placed"
        state = made if job.state is JobState.done else str(job.state)
        counts[state] = counts.get(state, 0) + 1
    return counts


def _tell_placed(outcome: Outcome) -> None:
    say(f"{counted(len(outcome.placed), 'sound')} placed")
    if outcome.spare:
        tell(f"{counted(outcome.spare, 'further take')} not heard: `footfall resolve take N` swaps.")
    for one in outcome.refused:
        tell(f"footfall: generated, not placed: {printable(one.why.message)} [{one.why.code}]")


def _outcome_json(timeline: Timeline, outcome: Outcome) -> dict[str, Any]:
    placed = [
        {"job": one.job.id, "clip": one.clip, "record_in": _timecode(timeline, one.slot.start)}
        for one in outcome.placed
    ]
    refused = [
        {"job": one.job.id, "clip": one.clip, "error": {"code": one.why.code, "message": one.why.message}}
        for one in outcome.refused
    ]
    return {"placed": placed, "not_placed": refused, "spare": outcome.spare}


def _left_out_json(cut: Cut) -> dict[str, Any]:
    assert cut.problem is not None
    error = {"code": cut.problem.code, "message": cut.problem.message}
    return {"clip": cut.name, "record_in": cut.timecode, "error": error}


def _timecode(timeline: Timeline, frame: int) -> str:
    rate = timeline.exact
    return timecode_of_frames(round(timeline.record(frame) * rate), rate, drop_frame=timeline.drop_frame)
