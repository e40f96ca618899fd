"""What the menu's commands do: read the selection, ask, place; each returns at once."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from . import tags
from .asking import Asked, Selection, ask, wanted_of
from .engines import Engine, engines_of
from .files import Files
from .gateway import Gateway
from .jobs import Job, jobs_of
from .orders import Wanted, Wish
from .placing import Outcome, place, stale, use_take
from .sequencer import all_strips, edited_scenes, selected
from .session import Session
from .words import Refusal, clips, quoted


class Foley:
    """All commands."""

    def __init__(
        self,
        session: Session,
        files: Files,
        say: Callable[[str], None],
        push: Callable[[str], None],
        context: Callable[[], Any],
    ) -> None:
        """`push` notes a step that can be undone, after something was changed outside of an operator.

        `context` is asked for anew each time: Blender's does not last.
        """
        self.session = session
        self.timelines = tags.Timelines()
        self.engines: list[Engine] = []
        """As they were when the dialog opened last; none until the gateway has told them."""
        self._files = files
        self._say = say
        self._push = push
        self._context = context
        self._placed_by_itself: set[str] = set()
        self._again: set[str] = set()
        self._apart: dict[str, list[str]] = {}
        """By timeline: sentences on clips that were asked for with others, said again once these are made."""
        session.when_ended = self._ended

    def generate(self, scene: Any, project: str, wish: Wish, by_itself: bool) -> Selection:
        """Asks for the selected clips. `by_itself`: place them as soon as they are made. Raises `Refusal`."""
        strips = [strip for strip in selected(scene) if not tags.job_of(strip)]
        if not strips:
            raise Refusal(
                "no-selection", "nothing is selected: select movie strips in the sequencer, then ask again"
            )
        selection = wanted_of(scene, strips, wish.prompt, self._files)
        if not selection.wanted:
            raise selection.refused[0]
        timeline = self.timelines.id_of(scene)

        def asked(answer: Asked) -> None:
            self._asked(timeline, answer, by_itself)

        self.session.run(lambda gateway: ask(gateway, selection.wanted, wish, project, timeline), asked)
        return selection

    def look_for_engines(self) -> None:
        """For a dialog that is about to open: nobody waits for it."""

        def listed(engines: list[Engine]) -> None:
            self.engines = engines

        self.session.run(engines_of, listed)

    def place_finished(self, scene: Any) -> None:
        self._place(self.timelines.id_of(scene), only=None)

    def use_take(self, scene: Any, number: int) -> None:
        """Under the selected clips. Raises `Refusal`."""
        timeline = self.timelines.id_of(scene)
        ids = {clip for strip in selected(scene) for clip in tags.clips_of(strip)}
        if not ids:
            raise Refusal("no-selection", "nothing with Foley is selected: select its clip, then choose a take")

        def listed(fields: list[dict[str, Any]]) -> None:
            self._swap(timeline, jobs_of(fields, timeline), ids, number)

        self.session.run(Gateway.jobs, listed)

    def forget(self) -> None:
        """Another file is open."""
        self.session.forget()
        self.timelines.forget()
        self._placed_by_itself.clear()
        self._again.clear()
        self._apart.clear()

    # what comes back, in the timer

    def _asked(self, timeline: str, answer: Asked, by_itself: bool) -> None:
        met = [job for _, job in answer.met]
        scene = self._scene(timeline)
        if scene is not None:
            by_name = {strip.name: strip for _, strip in all_strips(scene)}
            for wanted, job in answer.met:
                for name in wanted.strips:
                    if name in by_name:
                        tags.serve(by_name[name], job.clip.id)
        self._again.update(job.id for job in met)
        jobs = answer.new + [job.id for job in met]
        if by_itself:
            self._placed_by_itself.update(jobs)
        self.session.watch(timeline, jobs)
        settled = [job for job in answer.known if job.id not in self._again]
        old = [] if scene is None else stale(scene, settled, self._files)
        apart = answer.left_out + _otherwise(answer.met)
        if jobs:
            self._apart[timeline] = apart
        self._say("; ".join([*_sum_up(len(answer.new), len(met)), *apart, *old]))

    def _ended(self, timeline: str, jobs: list[str]) -> None:
        mine = self._placed_by_itself.intersection(jobs)
        self._placed_by_itself.difference_update(jobs)
        if mine and self._scene(timeline) is not None:
            self._place(timeline, only=mine)
        else:
            self._tell_ended(timeline, jobs, bool(mine))

    def _tell_ended(self, timeline: str, ended: list[str], elsewhere: bool) -> None:
        def listed(fields: list[dict[str, Any]]) -> None:
            jobs = [job for job in jobs_of(fields, timeline) if job.id in ended]
            done = sum(job.is_done for job in jobs)
            where = " (another scene is open)" if elsewhere else ""
            said = ["%s generated, not placed%s: use Place Finished Foley" % (clips(done), where)] if done else []
            self._say("; ".join(said + _troubles(jobs) + self._apart.pop(timeline, [])))

        self.session.run(Gateway.jobs, listed)

    def _place(self, timeline: str, only: set[str] | None) -> None:
        def listed(fields: list[dict[str, Any]]) -> None:
            self._place_listed(timeline, jobs_of(fields, timeline), only)

        self.session.run(Gateway.jobs, listed)

    def _place_listed(self, timeline: str, jobs: list[Job], only: set[str] | None) -> None:
        scene = self._scene(timeline)
        if scene is None:
            self._say("generated, not placed: open its scene in the sequencer, then use Place Finished Foley")
            return
        outcome = place(scene, jobs, self._files, only, self._again)
        if only is None or outcome.placed:
            self._again.difference_update(job.id for job in jobs if job.is_done)
        if outcome.placed:
            self._push("Place Foley")
        apart = self._apart.pop(timeline, [])
        self._say("; ".join([outcome.sentence, *_left(outcome, jobs, only), *apart]))

    def _swap(self, timeline: str, jobs: list[Job], clips_: set[str], number: int) -> None:
        scene = self._scene(timeline)
        known = {job.id: job for job in jobs}
        found = [job for job in jobs if job.is_done and job.clip.id in clips_ and job.take == number]
        if scene is None or not found:
            self._say("there is no finished take %d of what is selected: generate further takes" % number)
            return
        try:
            changed = sum(use_take(scene, job, known, self._files) for job in _newest(found))
        except Refusal as refusal:
            self._say(refusal.message)
            return
        self._push("Use Foley Take")
        self._say("take %d is heard under %s" % (number, clips(changed)))

    def _scene(self, timeline: str) -> Any:
        """None where it is not open in a sequencer."""
        scenes = edited_scenes(self._context())
        return next((scene for scene in scenes if self.timelines.is_of(scene, timeline)), None)


def _newest(jobs: Iterable[Job]) -> list[Job]:
    """The last of each clip."""
    return list({job.clip.id: job for job in jobs}.values())


def _sum_up(new: int, met: int) -> list[str]:
    said = ["asked for %s" % clips(new)] if new else []
    return said + (["%s: made already, or on its way" % clips(met)] if met else [])


def _otherwise(met: Iterable[tuple[Wanted, Job]]) -> list[str]:
    """Of clips that are shown otherwise than their movies, and have a sound already."""
    names = dict.fromkeys(name for wanted, _ in met if wanted.shot.reframed for name in wanted.strips)
    return ["%s is reframed: its sound is of what its movie shows" % quoted(name) for name in names]


def _left(outcome: Outcome, jobs: list[Job], only: set[str] | None) -> list[str]:
    mine = [job for job in jobs if only is None or job.id in only]
    waiting = sum(not job.is_done and not job.is_lost for job in mine)
    said = ["%d more are being made" % waiting] if waiting else []
    return said + _missing(mine) + (_troubles(mine) if only else [])


def _missing(jobs: Iterable[Job]) -> list[str]:
    paths = dict.fromkeys(job.media for job in jobs if job.state == "needs media")
    return ["%s is not there: bring it back, and its Foley is made" % path for path in paths]


def _troubles(jobs: Iterable[Job]) -> list[str]:
    return [
        "%s failed: %s" % (quoted(os.path.basename(job.media)), job.trouble)
        for job in jobs
        if job.state == "failed"
    ]
