"""Layers, contacts and regions, from the command line to the samples in the files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footfall_bridge.contacts import read_contacts, to_csv
from footfall_bridge.cuepoints import CuePoint, read_cue_points
from footfall_bridge.protocol import Contact, ContactKind, JobInfo, JobState, Order
from footfall_bridge.timeline import Clip, Time
from footfall_daemon.demo.onsets import onsets, read_sound
from tests.end_to_end.hearing import samples_of, the_wav
from tests.end_to_end.house import House
from tests.footage import Film

PROMPT = "footsteps on gravel, rustling jacket, rain"
STEPS = [Contact(time=time, kind=ContactKind.step) for time in (0.4, 1.0, 1.6)]
HITS = [Contact(time=time) for time in (0.4, 1.0, 1.6)]


def made(house: House, *words: str) -> list[JobInfo]:
    """The jobs of a command that waits for them."""
    done = house.run(*words, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return [JobInfo.model_validate(job) for job in json.loads(done.stdout)["jobs"]]


def with_contacts(folder: Path, contacts: list[Contact]) -> str:
    (folder / "contacts.csv").write_text(to_csv(contacts))
    return str(folder / "contacts.csv")


def heard(job: JobInfo, layer: str) -> NDArray[np.int32]:
    (output,) = [output for output in job.outputs if output.layer == layer]
    assert (output.samples, output.channels) == samples_of(output.path).shape
    return samples_of(output.path)


def test_layers_are_files_whose_sum_is_the_mix(shared_house: House, film: Path, tmp_path: Path) -> None:
    words = [str(film), "--prompt", PROMPT, "--contacts", with_contacts(tmp_path, STEPS)]
    (mixed,) = made(shared_house, "generate", *words)
    (layered,) = made(shared_house, "generate", *words, "--layers", "all")
    assert [(output.layer, output.channels) for output in layered.outputs] == [
        ("feet", 1),
        ("props", 1),
        ("cloth", 1),
        ("ambience", 2),
    ]
    assert sorted(Path(output.path).name.rpartition("_v")[0][-8:] for output in layered.outputs)
    total = sum(heard(layered, layer).astype(np.float64) for layer in ("feet", "props", "cloth", "ambience"))
    np.testing.assert_allclose(total / 2**31, heard(mixed, "mix") / 2**31, atol=4 / 2**23)
    assert all(np.abs(heard(layered, layer)).max() > 0 for layer in ("feet", "cloth", "ambience"))


def test_contacts_can_be_moved_muted_and_added(shared_house: House, film: Path, tmp_path: Path) -> None:
    edited = [HITS[0], HITS[1].model_copy(update={"muted": True}), HITS[2].model_copy(update={"time": 1.7})]
    words = ["generate", str(film), "--prompt", "wooden box hit"]
    (job,) = made(shared_house, *words, "--contacts", with_contacts(tmp_path, edited))
    np.testing.assert_allclose(onsets(*read_sound(the_wav(job))), [0.4, 1.7], atol=0.003)
    listed = json.loads(shared_house.run("contacts", job.id, "--json").stdout)
    assert ([contact["time"] for contact in listed["contacts"]], listed["edited"]) == ([0.4, 1.0, 1.7], True)


def test_what_was_seen_comes_back_as_a_table(shared_house: House, tmp_path: Path) -> None:
    film = Film(draw=_blinking).make(tmp_path / "film.mp4")
    with shared_house.client() as client:
        (job,) = client.wait(
            client.submit([Order(clip=Clip(media=str(film)), handles=Time(value=1, rate=(2, 1)))])
        )
        seen = client.contacts(job.id).contacts
    table = tmp_path / "seen.csv"
    table.write_text(shared_house.run("contacts", job.id, "--csv").stdout)
    assert [contact.kind for contact in read_contacts(table)] == [contact.kind for contact in seen]


def test_a_contact_may_be_of_another_material(shared_house: House, film: Path, tmp_path: Path) -> None:
    words = ["generate", str(film), "--prompt", "wooden box hit", "--contacts"]
    metal = [HITS[0].model_copy(update={"material": "metal"}), *HITS[1:]]
    (wood,) = made(shared_house, *words, with_contacts(tmp_path, HITS))
    (mixed,) = made(shared_house, *words, with_contacts(tmp_path, metal))
    one, other = samples_of(the_wav(wood)), samples_of(the_wav(mixed))
    ringing = slice(round(0.7 * 48_000), round(0.9 * 48_000))
    assert np.abs(other[ringing]).max() > 10 * np.abs(one[ringing]).max()


def test_all_is_later_by_the_offset(shared_house: House, film: Path, tmp_path: Path) -> None:
    words = ["--prompt", "wooden box hit", "--contacts", with_contacts(tmp_path, HITS), "--offset", "80"]
    (job,) = made(shared_house, "generate", str(film), *words)
    np.testing.assert_allclose(onsets(*read_sound(the_wav(job))), [0.48, 1.08, 1.68], atol=0.003)
    assert read_cue_points(the_wav(job)) == [CuePoint(sample, "impact") for sample in (23_040, 51_840, 80_640)]


def test_contacts_are_marked_in_the_file_with_its_handles(shared_house: House, film: Path, tmp_path: Path) -> None:
    edited = [HITS[0], HITS[1].model_copy(update={"material": "metal"}), STEPS[2]]
    words = ["generate", str(film), "--prompt", "wooden box hit", "--handles", "0.5"]
    (job,) = made(shared_house, *words, "--contacts", with_contacts(tmp_path, edited))
    marks = [CuePoint(43_200, "impact"), CuePoint(72_000, "impact metal"), CuePoint(100_800, "step")]
    assert read_cue_points(the_wav(job)) == marks
    part = ["--from", "0.9", "--to", "1.1", "--contacts", with_contacts(tmp_path, [HITS[0]])]
    (again,) = made(shared_house, "again", str(the_wav(job)), *part)
    assert read_cue_points(the_wav(again)) == [marks[0], marks[2]], "a contact that has gone from the part"


@pytest.mark.parametrize("layers", [[], ["--layers", "feet,ambience"]])
def test_a_part_is_made_again_and_the_rest_stays(
    shared_house: House, film: Path, tmp_path: Path, layers: list[str]
) -> None:
    contacts = with_contacts(tmp_path, STEPS)
    (first,) = made(shared_house, "generate", str(film), "--prompt", PROMPT, "--contacts", contacts, *layers)
    base = first.outputs[0]
    part = ["--from", "00:00:00:20", "--to", "1.2", "--prompt", "footsteps on metal"]
    (again,) = made(shared_house, "again", base.path, *part)
    old, new = samples_of(base.path), heard(again, base.layer)
    start, stop = round(0.8 * 48_000), round(1.2 * 48_000)
    np.testing.assert_array_equal(new[:start], old[:start])
    np.testing.assert_array_equal(new[stop:], old[stop:])
    assert (new[start:stop] != old[start:stop]).any()
    assert again.outputs[0].path != base.path


def test_a_part_beyond_the_clip_is_refused(shared_house: House, film: Path) -> None:
    (first,) = made(shared_house, "generate", str(film), "--prompt", "rain")
    refused = shared_house.run("again", first.outputs[0].path, "--from", "1", "--to", "9", "--json")
    assert refused.returncode == 1
    (job,) = json.loads(refused.stdout)["jobs"]
    assert (job["state"], job["error"]["code"]) == (JobState.failed, "bad-region")


def test_one_ambience_runs_across_a_cut(shared_house: House, film: Path) -> None:
    def ambience(start: int, stop: int) -> Order:
        clip = Clip(
            media=str(film), source_in=Time(value=start, rate=(25, 1)), source_out=Time(value=stop, rate=(25, 1))
        )
        return Order(clip=clip, prompt="rain, wind")

    with shared_house.client() as client:
        (whole,) = client.wait(client.submit([ambience(0, 50)]))
        parts = client.wait(client.submit([ambience(0, 20), ambience(20, 50)]))
    joined = np.concatenate([samples_of(the_wav(part)) for part in parts])
    np.testing.assert_array_equal(joined, samples_of(the_wav(whole)))


def _blinking(number: int) -> NDArray[np.uint8]:
    image = np.full((128, 192, 3), 60, np.uint8)
    column = min(150, 4 * number)
    image[50:80, column : column + 30] = 220
    return image
