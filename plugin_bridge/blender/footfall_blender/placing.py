"""Placing what is finished: each sound once, under its clip where that is now; and taking it away again."""

import os
from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple

from . import tags
from .files import Files
from .jobs import Job
from .laying import Slot, check_file, lay
from .rates import scene_rate
from .sequencer import all_strips, strips_of
from .shots import Shot, shot_of
from .words import Refusal, clips, quoted


class Under(NamedTuple):
    """A strip that shows what a job is of."""

    owner: Any
    strip: Any
    shot: Shot


class Outcome:
    """What came of placing, for people."""

    def __init__(self) -> None:
        self.placed = 0
        self.spare = 0
        """Takes that wait, because another is heard."""
        self.refused: list[Refusal] = []

    @property
    def sentence(self) -> str:
        said = ["placed the Foley of %s" % clips(self.placed)] if self.placed else []
        if self.spare:
            said.append("%d further takes wait: see Use Foley Take" % self.spare)
        said += ["generated, not placed: %s" % refusal.message for refusal in self.refused]
        return "; ".join(said) or "nothing new to place here"


def place(
    scene: Any, jobs: Iterable[Job], files: Files, only: Container[str] | None = None, again: Container[str] = ()
) -> Outcome:
    """Done jobs of this scene. `only`: these ids. `again`: asked for once more, even if they were removed."""
    outcome = Outcome()
    known = {job.id: job for job in jobs}
    for job in [job for job in known.values() if job.is_done and (only is None or job.id in only)]:
        try:
            _place_job(scene, job, known, files, job.id in again, outcome)
        except Refusal as refusal:
            outcome.refused.append(refusal)
    return outcome


def _place_job(scene: Any, job: Job, known: dict[str, Job], files: Files, anew: bool, outcome: Outcome) -> None:
    unders = under_of(scene, job, files)
    if anew:
        for sound in job.sounds:
            check_file(sound.path)  # before anything is taken away
        _take_strays_away(scene, unders, job)
    for under in unders:
        others = list(_laid(under))
        if any(tags.job_of(sound) == job.id for sound in others):
            continue
        if tags.was_placed(under.strip, job.id) and not anew:
            continue
        rivals = [sound for sound in others if _is_heard_with(under.shot, job, known.get(tags.job_of(sound)))]
        if rivals and not _outdoes(under.shot, job, rivals, known):
            outcome.spare += 1  # exactly one take is audible
            continue
        for sound in rivals:
            strips_of(under.owner).remove(sound)
        lay_job(under, job, files)
        outcome.placed += 1


def _take_strays_away(scene: Any, unders: list[Under], job: Job) -> None:
    """What of a job's sound lies where its clips are no more."""
    slots = [(under.owner, _slot(under.shot, job)) for under in unders]
    for owner, sound in [one for one in all_strips(scene) if tags.job_of(one[1]) == job.id]:
        if not any(owner == where and slot.is_filled_by(sound) for where, slot in slots):
            strips_of(owner).remove(sound)


def _outdoes(shot: Shot, job: Job, rivals: list[Any], known: dict[str, Job]) -> bool:
    """It is of all that the strip shows now, and none of these is: they were made before a recut."""
    made = [known.get(tags.job_of(sound)) for sound in rivals]
    return job.covers(shot) and not any(other is None or other.covers(shot) for other in made)


def stale(scene: Any, jobs: Iterable[Job], files: Files) -> list[str]:
    """A sentence for each sound of ours that lies for nothing, or beside its clip."""
    known = {job.id: job for job in jobs}
    said = []
    for owner, sound in all_strips(scene):
        job = known.get(tags.job_of(sound))
        why = _staleness(scene, owner, sound, job, files) if job is not None and job.is_done else ""
        if why:
            said.append("stale: %s at frame %d: %s" % (quoted(sound.name), sound.frame_final_start, why))
    return said


def _staleness(scene: Any, owner: Any, sound: Any, job: Job, files: Files) -> str:
    """Empty: it lies under its clip."""
    try:
        unders = under_of(scene, job, files)
        if any(under.owner == owner and _slot(under.shot, job).is_filled_by(sound) for under in unders):
            return ""
    except Refusal as refusal:
        return refusal.message
    return "its clip plays elsewhere now: Generate Foley on it, then Place Finished Foley, lays it there"


def use_take(scene: Any, job: Job, known: dict[str, Job], files: Files) -> int:
    """Let this take be heard instead of those that are; under how many strips. Raises `Refusal`."""
    for sound in job.sounds:
        check_file(sound.path)  # before anything is taken away
    changed = 0
    for under in under_of(scene, job, files):
        laid = list(_laid(under))
        if any(tags.job_of(sound) == job.id for sound in laid):
            continue
        for sound in laid:
            if _is_heard_with(under.shot, job, known.get(tags.job_of(sound))):
                strips_of(under.owner).remove(sound)
        lay_job(under, job, files)
        changed += 1
    return changed


def under_of(scene: Any, job: Job, files: Files) -> list[Under]:
    """The strips that show a part of it now. Raises `Refusal`: clip-gone, stale, and those of `shot_of`."""
    strips = [(owner, strip) for owner, strip in all_strips(scene) if not tags.job_of(strip)]
    mine = [one for one in strips if tags.bears(one[1], job.clip.id)]
    mine = mine or [one for one in strips if one[1].name == job.clip.name]  # an undo may have lost the mark
    if not mine:
        words = "the clip %s is not in this scene any more; its sound is %s"
        raise Refusal("clip-gone", words % (quoted(job.clip.name), _files(job)))
    rate = scene_rate(scene.render)
    shots = [Under(owner, strip, shot_of(strip, rate, strips_of(owner), files)) for owner, strip in mine]
    shown = [under for under in shots if job.is_shown_by(under.shot)]
    if not shown:
        words = "%s does not show what its sound was made for any more: generate it again"
        raise Refusal("stale", words % quoted(job.clip.name))
    return shown


def lay_job(under: Under, job: Job, files: Files) -> None:
    """All files of a job under one strip, or none. Raises `Refusal`."""
    slot = _slot(under.shot, job)
    laid: list[Any] = []
    try:
        for sound in job.sounds:
            strip = lay(under.owner, sound.path, files.write(sound.path), sound.layer, slot)
            tags.mark(strip, job.id, job.clip.id, sound.layer)
            laid.append(strip)
    except Refusal:
        for strip in laid:
            strips_of(under.owner).remove(strip)
        raise
    tags.serve(under.strip, job.clip.id)
    tags.note_placed(under.strip, job.id)


def remove_all(scene: Any) -> int:
    """Take away all that we laid: so many sounds. What no strip uses, Blender leaves out when it saves."""
    mine = [(owner, strip) for owner, strip in all_strips(scene) if tags.job_of(strip)]
    for owner, strip in mine:
        number = strip.channel
        strips_of(owner).remove(strip)
        if all(other.channel != number for other in strips_of(owner)):
            owner.channels[number].name = "Channel %d" % number
    return len(mine)


def _slot(shot: Shot, job: Job) -> Slot:
    job = job.seen_by(shot)
    first = shot.frame_of(job.source_in, job.source_out)
    last = round(first + job.length * shot.rate)
    start = max(round(first), shot.start)
    end = min(last, shot.end)
    if end <= start:
        words = "%s shows less than a frame of what its sound was made for: generate it again"
        raise Refusal("stale", words % quoted(shot.name))
    return Slot(start, end, round(job.handles * shot.rate + start - first))


def _laid(under: Under) -> Iterator[Any]:
    """Our sounds beside a strip, while it plays."""
    for other in strips_of(under.owner):
        meets = other.frame_final_start < under.shot.end and under.shot.start < other.frame_final_end
        if tags.job_of(other) and meets and _shares(under.strip, other):
            yield other


def _shares(strip: Any, sound: Any) -> bool:
    """Whether a sound is of what the strip shows."""
    return tags.bears(strip, tags.clip_of(sound)) or tags.was_placed(strip, tags.job_of(sound))


def _is_heard_with(shot: Shot, job: Job, other: Job | None) -> bool:
    """A sound whose job the daemon has forgotten counts."""
    return other is None or (other.id != job.id and job.seen_by(shot).overlaps(other.seen_by(shot)))


def _files(job: Job) -> str:
    return ", ".join(os.path.basename(sound.path) for sound in job.sounds)
