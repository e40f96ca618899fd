"""Placing what is finished: each sound once, under its clip where that is now, while its timeline is open."""

from typing import Any, Dict, List, NamedTuple, Set, Tuple

from footfall_resolve.editor import Editor, Timeline, identity
from footfall_resolve.gateway import Gateway
from footfall_resolve.jobs import Job, job_of, of_timeline
from footfall_resolve.laid import Laid, all_laid, mark, take_away
from footfall_resolve.laying import Slot, lay
from footfall_resolve.ledger import Ledger
from footfall_resolve.pool import brought
from footfall_resolve.shots import Shot, shot_of
from footfall_resolve.words import Refusal, Words, clips, quoted

_STOPS = ("timeline-switched", "no-answer")
"""What makes it useless to go on."""


class Place(NamedTuple):
    """A job's sound under one clip."""

    job: Job
    clip: str
    shot: Shot
    slot: Slot
    note: str = ""

    def is_filled_by(self, one: Laid) -> bool:
        """Whether a sound of this job lies where it belongs: its end may be off by what rates round."""
        return one.start == self.slot.start and abs(one.end - one.start - self.slot.frames) <= 1

    def outdoes(self, others: List[Job]) -> bool:
        """It is of all that the clip shows now, and none of these is: they were made before a recut."""
        return self._is_whole(self.job) and not any(self._is_whole(other) for other in others)

    def _is_whole(self, job: Job) -> bool:
        return job.covers(self.shot.media, self.shot.source_in, self.shot.source_at(self.shot.end))


class Placing:
    """One run. The ledger is locked while it lasts."""

    def __init__(self, editor: Editor, timeline: Timeline, gateway: Gateway, ledger: Ledger, words: Words) -> None:
        self._editor = editor
        self._timeline = timeline
        self._gateway = gateway
        self._ledger = ledger
        self._words = words
        self._pictures = timeline.pictures()

    def place_finished(self) -> None:
        """Raises `Refusal`."""
        jobs = of_timeline(self._gateway, self._timeline)
        done = [job for job in jobs if job.state == "done"]
        with self._ledger.alone():
            laid = all_laid(self._timeline, self._ledger, [job.id for job in jobs])
            waiting = [
                (job, clip)
                for job in done
                for clip in clips_of(job, self._ledger)
                if self._ledger.asked_again(job.id, clip) or not self._is_placed(job, clip, laid)
            ]
            count = self._place_all(waiting, laid, {job.id: job for job in jobs})
            count += self._bring_files()
        self._sum_up(count, jobs)

    def lay(self, place: Place) -> None:
        """All files of a job, or none. Raises `Refusal`."""
        laid: List[Laid] = []
        try:
            for sound in place.job.sounds:
                item = lay(self._editor, self._timeline, sound, place.slot)
                laid.append(Laid(identity(item), place.job.id, place.clip, sound.layer, 0, 0, item))
                mark(laid[-1])
        except Refusal:
            take_away(self._editor, self._timeline, laid)
            raise
        self._ledger.note_placed(place.job.id, place.clip, [one.id for one in laid])
        self._words.note(
            "laid take %d of %s at frame %d" % (place.job.take, quoted(place.shot.name), place.slot.start)
        )
        if place.note:
            self._words.say(place.note)

    def settle(self, placed: List[Place]) -> None:
        """The user went on working meanwhile, and what Resolve holds for wrong is gone once it saves."""
        if not placed:
            return
        self._editor.save()
        there = {identity(item) for item in self._timeline.all_items("audio")}
        pictures = self._timeline.pictures()
        for place in placed:
            if place.clip not in pictures:
                self._take_back(place)
            elif not self._ledger.items_under(place.job.id, place.clip) <= there:
                words = "%s lost its sound when Resolve saved the project: choose it with `Use Foley take`"
                self._words.say(words % quoted(place.shot.name))

    def _take_back(self, place: Place) -> None:
        mine = all_laid(self._timeline, self._ledger, [place.job.id])
        take_away(self._editor, self._timeline, [one for one in mine if one.clip == place.clip])
        self._words.say("generated, not placed: %s was deleted meanwhile" % quoted(place.shot.name))

    def _is_placed(self, job: Job, clip: str, laid: List[Laid]) -> bool:
        """What was placed and then removed by the user was placed all the same."""
        return self._ledger.placed(job.id, clip) or any(one.job == job.id and one.clip == clip for one in laid)

    def _place_all(self, waiting: List[Tuple[Job, str]], laid: List[Laid], jobs: Dict[str, Job]) -> int:
        taken = [(one.clip, jobs[one.job]) for one in laid if one.job in jobs]
        placed: List[Place] = []
        silent = 0
        for job, clip in _heard_first(waiting, laid):
            try:
                place = self.place_of(job, clip)
                others = [heard for other, heard in taken if other == clip and heard.is_other_take_of(job)]
                if others and not place.outdoes(others):
                    self._bring(job)  # exactly one take is audible
                    self._ledger.drop_again(job.id, clip)
                    silent += 1
                    continue
                if not self._lay_anew(place, laid, {other.id for other in others}):
                    continue
            except Refusal as refusal:
                self._words.say("generated, not placed (take %d): %s" % (job.take, refusal.message))
                if refusal.code in _STOPS:
                    break
                continue
            taken.append((clip, job))
            placed.append(place)
        self.settle(placed)
        if silent:
            self._words.say("%d further takes are in the bin: `Use Foley take` swaps them in" % silent)
        return len(placed)

    def place_of(self, job: Job, clip: str) -> Place:
        """Raises `Refusal`, see `place_of`."""
        return place_of(self._timeline, self._pictures, job, clip)

    def _lay_anew(self, place: Place, laid: List[Laid], outdone: Set[str]) -> bool:
        """False where it lies right already. What of it lies elsewhere is taken away, and so are `outdone` jobs.

        Raises `Refusal`.
        """
        mine = [one for one in laid if (one.job, one.clip) == (place.job.id, place.clip)]
        if len(mine) == len(place.job.sounds) and all(place.is_filled_by(one) for one in mine):
            self._ledger.note_placed(place.job.id, place.clip, [one.id for one in mine])
            return False
        self._bring(place.job)  # before anything is taken away: its files may be gone
        old = mine + [one for one in laid if one.clip == place.clip and one.job in outdone]
        take_away(self._editor, self._timeline, old)
        self.lay(place)
        return True

    def _bring(self, job: Job) -> None:
        for sound in job.sounds:
            brought(self._editor.pool(), sound.path)

    def _bring_files(self) -> int:
        """Sounds of whole files, for the bin."""
        count = 0
        for fields in self._gateway.jobs(["done"]):
            job = job_of(fields)
            if not self._ledger.of_pool(job.id, self._editor.project_id) or self._ledger.placed(job.id, ""):
                continue
            self._bring(job)
            self._ledger.note_placed(job.id, "", [])
            count += 1
        return count

    def _sum_up(self, count: int, jobs: List[Job]) -> None:
        self._words.say("placed the Foley of %s" % clips(count) if count else "nothing new to place here")
        on_their_way = sum(1 for job in jobs if not job.is_lost and job.state != "done")
        if on_their_way:
            self._words.say("%d more are being made: see `Foley status`" % on_their_way)
        for job in jobs:
            if job.state == "failed":
                self._words.say("%s failed: %s" % (_name(job), job.trouble))


def _heard_first(waiting: List[Tuple[Job, str]], laid: List[Laid]) -> List[Tuple[Job, str]]:
    """Of several takes that are to be laid again, the one that is heard stays the one that is heard."""
    heard = {(one.job, one.clip) for one in laid}
    return sorted(waiting, key=lambda pair: (pair[0].id, pair[1]) not in heard)


def place_of(timeline: Timeline, pictures: Dict[str, Any], job: Job, clip: str) -> Place:
    """Where the sound belongs now. Raises `Refusal`: clip-gone, stale, and those of `shot_of`."""
    item = pictures.get(clip)
    if item is None:
        raise Refusal("clip-gone", "%s: its clip is not on this timeline any more" % _name(job))
    shot = shot_of(item, timeline, even_speed=job.speed not in (None, 1))
    return _placed_in(job, clip, shot)


def clips_of(job: Job, ledger: Ledger) -> List[str]:
    """Those that its sound is for."""
    return [job.clip, *[clip for clip in ledger.clips(job.id) if clip != job.clip]]


def _placed_in(job: Job, clip: str, shot: Shot) -> Place:
    """The part of the job's sound that belongs to what the clip shows now. Raises `Refusal("stale")`."""
    speed = job.speed
    if speed is None or job.source_in is None or job.length is None:
        raise Refusal("stale", "%s: the daemon does not know its range" % _name(job))
    if job.media != shot.media or speed != shot.speed:
        words = "%s shows another file or plays at another speed now: generate it again"
        raise Refusal("stale", words % quoted(shot.name))
    rate = shot.timeline_rate
    first = shot.start + round((job.source_in - shot.source_in) / speed * rate)
    last = first + round(job.length * rate)
    start, end = max(first, shot.start), min(last, shot.end)
    if start >= end:
        raise Refusal(
            "stale", "%s does not show what its sound was made for any more: generate it again" % quoted(shot.name)
        )
    note = "%s was trimmed: its sound was made for what it showed before" % quoted(shot.name)
    is_cut = (start, end) != (first, last)
    return Place(
        job, clip, shot, Slot(start, end - start, job.handles + (start - first) / rate), note if is_cut else ""
    )


def _name(job: Job) -> str:
    return quoted(job.media.replace("\\", "/").rsplit("/", 1)[-1])
