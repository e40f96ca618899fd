"""The work of `footfall timeline`: what there is already is found, the rest made, all of it laid and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from footfall_bridge.cli.left_out import show_left_out
from footfall_bridge.cli.output import Exit, counted, name_of, printable, say, show_json, tell
from footfall_bridge.client import Client
from footfall_bridge.hosts.interchange import writing
from footfall_bridge.hosts.interchange.cuts import Cut, Problem, in_order
from footfall_bridge.hosts.interchange.ordering import Wanted, rejoined
from footfall_bridge.hosts.interchange.otio_tracks import laid_paths
from footfall_bridge.hosts.interchange.plan import Plan
from footfall_bridge.hosts.interchange.recuts import Wav, covering, wavs_in
from footfall_bridge.hosts.interchange.sounds import Laid, Sound, sound_tracks, sounds_of
from footfall_bridge.projects import completed, projects_in, reframing_in
from footfall_bridge.protocol import JobInfo, JobState, Order


@dataclass
class Outcome:
    """What became of an order."""

    wanted: Wanted
    state: str
    """`made`, `kept` or `failed`."""
    takes: list[list[Sound]] = field(default_factory=list)
    """The files of each."""
    problem: Problem | None = None
    notices: list[str] = field(default_factory=list)


@dataclass
class Laying:
    plan: Plan
    out: Path
    json: bool = False
    written: Path | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    refused: list[Cut] = field(default_factory=list)
    """Reframed clips that nobody accepted as their media shows them."""
    stale: list[Path] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """Of the file written."""
    _there: list[Wav] = field(default_factory=list)
    _missing: list[Wanted] = field(default_factory=list)

    def run(self) -> Exit:
        if self.plan.wanted:
            try:
                with Client() as client:
                    orders = self.begin(client)
                    self.end(self._made(client, orders) if orders else [])
            except KeyboardInterrupt:
                tell("The jobs go on: the same command lays what is done by then, and makes the rest.")
                return Exit.interrupted
        self.show()
        return self.exit

    @property
    def left_out(self) -> list[Cut]:
        return in_order([*self.plan.left_out, *self.refused])

    @property
    def exit(self) -> Exit:
        if not self.outcomes:
            return Exit.refused
        return Exit.failed if any(outcome.state == "failed" for outcome in self.outcomes) else Exit.done

    def begin(self, client: Client) -> list[Order]:
        """What must be made: the rest is there already."""
        listed = client.settings().settings
        projects = projects_in(listed)
        settings = {setting.key: setting.value for setting in listed}
        self._there = wavs_in(self._folders(settings, client.places.fallback), laid_paths(self.plan.document))
        engine = str(settings.get("generate.engine", ""))
        for wanted in self.plan.wanted:
            takes = (
                None if wanted.order.fresh else covering(completed(wanted.order, projects), self._there, engine)
            )
            if takes is not None:
                self.outcomes.append(Outcome(wanted, "kept", takes, notices=_notices_of_kept(wanted)))
            elif reframing_in(wanted.order, listed) is not None:
                self.refused += [cut.refused_as_reframed() for cut in wanted.cuts]
            else:
                self._missing.append(wanted)
        kept = [outcome.wanted for outcome in self.outcomes]
        self._missing = rejoined(self._missing, [cut for one in (*kept, *self._missing) for cut in one.cuts])
        return [wanted.order for wanted in self._missing]

    def end(self, jobs: Sequence[JobInfo]) -> None:
        """`jobs`: of the orders that `begin` gave, as they ended. Writes the timeline. Raises `Refusal`."""
        ended = iter(jobs)
        for wanted in self._missing:
            self.outcomes.append(_outcome(wanted, [next(ended) for _ in range(wanted.order.takes)]))
        used = {sound.path for outcome in self.outcomes for take in outcome.takes for sound in take}
        laid = laid_paths(self.plan.document)
        ours = [wav for wav in self._there if wav.path in laid or self._was_made_for_it(wav)]
        self.stale = [wav.path for wav in ours if wav.path not in used]
        self._write()

    def _folders(self, settings: Mapping[str, object], fallback: Path) -> set[Path]:
        """Where WAVs of this timeline may be."""
        folder = str(settings.get("output.folder", ""))
        folders = {Path(wanted.order.clip.media or "").parent / folder for wanted in self.plan.wanted}
        folders |= {Path(wanted.order.dest) for wanted in self.plan.wanted if wanted.order.dest}
        return folders | {Path(str(settings.get("output.fallback") or fallback))}

    def _was_made_for_it(self, wav: Wav) -> bool:
        place = wav.order.clip.place
        return place is not None and place.timeline == self.plan.document.name

    def _made(self, client: Client, orders: Sequence[Order]) -> list[JobInfo]:
        if client.status().paused:
            tell("The queue is paused: `footfall resume` lets it go on.")
        ids = client.submit(orders)
        if self.json:
            return client.wait(ids)
        from footfall_bridge.cli.board import open_board

        with open_board(len(ids)) as board:
            return client.wait(ids, on_progress=board.note)

    def _write(self) -> None:
        """The first take is heard; others lie beside it on the disk."""
        laid = [
            Laid(cut, sound)
            for outcome in self.outcomes
            for cut in outcome.wanted.cuts
            for sound in (outcome.takes[0] if outcome.takes else ())
        ]
        if laid:
            document, search = self.plan.document, self.plan.search
            self.written = writing.write(document, sound_tracks(laid), self.out, search)
            self.notices += writing.unheld(document, self.out, search)

    # words

    def show(self) -> None:
        if self.json:
            show_json(self.as_json())
            return
        for text in self._notices():
            tell(text)
        if self.written is not None:
            say(str(self.written))
        kept = sum(outcome.state == "kept" for outcome in self.outcomes)
        made = sum(outcome.state == "made" for outcome in self.outcomes)
        tell(f"{counted(made, 'range')} made, {kept} kept from before.")
        self._show_rest()

    def _show_rest(self) -> None:
        show_left_out(self._left_out())
        for path in self.stale:
            tell(f"stale: {printable(str(path))}")

    def _left_out(self) -> list[tuple[Cut, Problem]]:
        found = [(cut, cut.problem) for cut in self.left_out if cut.problem is not None]
        for outcome in self.outcomes:
            if outcome.problem is not None:
                found += [(cut, outcome.problem) for cut in outcome.wanted.cuts]
        return sorted(found, key=lambda pair: pair[0].start)

    def as_json(self) -> dict[str, Any]:
        document = self.plan.document
        clips = [_clip_json(cut, outcome) for outcome in self.outcomes for cut in outcome.wanted.cuts]
        clips += [cut_json(cut, "left out", cut.problem) | {"files": []} for cut in self.left_out]
        return {
            "timeline": document.name,
            "format": str(document.format),
            "rate": [document.rate.numerator, document.rate.denominator],
            "drop_frame": document.drop_frame,
            "out": None if self.written is None else str(self.written),
            "clips": sorted(clips, key=lambda clip: (clip["record_in"], clip["track"])),
            "stale": [str(path) for path in self.stale],
            "notices": self._notices(),
        }

    def _notices(self) -> list[str]:
        told = [notice for outcome in self.outcomes for notice in outcome.notices]
        return list(dict.fromkeys([*told, *map(printable, self.notices)]))


def _outcome(wanted: Wanted, jobs: list[JobInfo]) -> Outcome:
    notices = picture_notices(wanted)
    notices += [f"{name_of(job)}: {printable(notice)}" for job in jobs for notice in job.notices]
    done = [sounds_of(job) for job in jobs if job.state is JobState.done]
    bad = next((job for job in jobs if job.state is not JobState.done), None)
    if bad is None:
        return Outcome(wanted, "made", done, notices=notices)
    problem = (
        Problem(bad.error.code, bad.error.message) if bad.error else Problem(str(bad.state), "it was cancelled")
    )
    return Outcome(wanted, "failed", done, problem, notices)


def picture_notices(wanted: Wanted) -> list[str]:
    """Of where its picture comes from."""
    found = (printable(cut.source.notice) for cut in wanted.cuts if cut.source and cut.source.notice)
    return list(dict.fromkeys(found))


def _notices_of_kept(wanted: Wanted) -> list[str]:
    if not wanted.order.clip.reframed:
        return picture_notices(wanted)
    words = "is reframed on the timeline: the sound kept was made of what its media shows"
    names = dict.fromkeys(printable(cut.name) for cut in wanted.cuts)
    return [*picture_notices(wanted), *(f"{name} {words}" for name in names)]


def _clip_json(cut: Cut, outcome: Outcome) -> dict[str, Any]:
    files = [
        {
            "path": str(sound.path),
            "layer": sound.layer,
            "job": sound.job,
            "take": sound.take,
            "laid": number == 0,
            "lead_samples": round(sound.lead * 48_000),
        }
        for number, take in enumerate(outcome.takes)
        for sound in take
    ]
    prompt = outcome.wanted.order.prompt
    return cut_json(cut, outcome.state, outcome.problem) | {"prompt": prompt, "files": files}


def cut_json(cut: Cut, state: str, problem: Problem | None) -> dict[str, Any]:
    return {
        "name": cut.name,
        "track": cut.track,
        "record_in": cut.timecode,
        "record_out": cut.timecode_at(cut.end),
        "state": state,
        "reason": None if problem is None else {"code": problem.code, "message": problem.message},
        "prompt": cut.prompt or "",
    }
