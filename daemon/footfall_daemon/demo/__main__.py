"""The main job from end to end: a film in, Foley beside it, a review movie and a picture to judge them by."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress, TaskID

from footfall_bridge.client import Client
from footfall_bridge.places import Places
from footfall_bridge.protocol import JobInfo, JobState, Order, Refusal
from footfall_bridge.timeline import SAMPLE_RATE, Clip, Time
from footfall_daemon.demo.film import Film, Shot, render
from footfall_daemon.demo.onsets import read_sound
from footfall_daemon.demo.picture import Heard, draw
from footfall_daemon.media.messages import Wave
from footfall_daemon.media.movie import Cut, make_movie
from footfall_daemon.media.segments import Joined


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo").absolute()
    console = Console(soft_wrap=True, highlight=False)
    shutil.rmtree(folder / "Foley", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    console.print("Rendering a film of three shots ...")
    film = render(folder / "film.mp4")
    console.print("Making its Foley (the daemon starts by itself) ...")
    try:
        # A home of its own: the demo leaves nothing elsewhere.
        with Client(places=Places.below(folder / "home")) as client:
            jobs = _generate(client, film, console)
            client.stop()
    except Refusal as refusal:
        console.print(f"footfall: {refusal.message} [{refusal.code}]", markup=False)
        return 1
    wavs = _wavs(film, jobs, console)
    if len(wavs) < len(film.shots):
        return 1
    heard = draw(folder / "demo.png", film, wavs)
    _review(folder / "review.mp4", film, wavs)
    _tell(console, folder, wavs, heard)
    return 0


def _generate(client: Client, film: Film, console: Console) -> list[JobInfo]:
    with Progress(console=console) as progress:
        bars: dict[str, TaskID] = {}

        def show(job: JobInfo) -> None:
            words = f"{job.prompt[:40] or 'no prompt'}: {job.state}"
            progress.update(bars[job.id], completed=job.progress, description=words)

        ids = client.submit([_order(film, shot) for shot in film.shots])
        for id_, shot in zip(ids, film.shots, strict=True):
            bars[id_] = progress.add_task(shot.name, total=1.0)
        return client.wait(ids, show)


def _order(film: Film, shot: Shot) -> Order:
    rate = film.look.rate
    clip = Clip(media=str(film.path), source_in=Time.of(shot.start, rate), source_out=Time.of(shot.end, rate))
    return Order(clip=clip, prompt=shot.prompt, pan=True, room=shot.room)


def _wavs(film: Film, jobs: list[JobInfo], console: Console) -> dict[str, Path]:
    """By the name of the shot; jobs that failed say why."""
    wavs = {}
    for shot, job in zip(film.shots, jobs, strict=True):
        if job.state is JobState.done:
            wavs[shot.name] = Path(job.outputs[0].path)
        else:
            why = job.error.message if job.error else str(job.state)
            console.print(f"{shot.name}: {why}", markup=False)
    return wavs


def _review(path: Path, film: Film, wavs: Mapping[str, Path]) -> None:
    """The whole film with the sound of its shots."""
    sound = np.concatenate([read_sound(wavs[shot.name])[0] for shot in film.shots], axis=1)
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "sound.npy"
        np.save(wave, sound.astype(np.float32))
        channels, samples = sound.shape
        joined = Joined([Wave(path=str(wave), start=0, samples=samples)], channels, samples)
        cut = Cut(
            media=str(film.path),
            start=film.shots[0].start,
            end=film.shots[-1].end,
            sound=joined,
            handle=0,
            mixed=False,
        )
        assert abs(samples - cut.end * SAMPLE_RATE) <= len(wavs)
        make_movie(path, cut, lambda _: None)
        del joined


def _tell(console: Console, folder: Path, wavs: Mapping[str, Path], heard: list[Heard]) -> None:
    for part in heard:
        console.print(f"  {part.shot.name}: {part.verdict()}", markup=False)
    for wav in wavs.values():
        console.print(f"audio    {wav}", markup=False)
    console.print(f"movie    {folder / 'review.mp4'}", markup=False)
    console.print(f"picture  {folder / 'demo.png'}", markup=False)


if __name__ == "__main__":
    sys.exit(main())
