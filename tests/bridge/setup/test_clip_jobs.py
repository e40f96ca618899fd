"""Our entry in Kdenlive's file of clip jobs: all other text stays, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge.setup.clip_jobs import job_in, with_job, without_job
from tests.bridge.setup.machines import Computer, made

JOB = {"Ids": "Generate Foley", "Binary": "/usr/bin/footfall", "Output": ".wav"}
THEIRS = "# mine\n[Ids]\nstabilize=Stabilize\n\n[Binary]\nstabilize=/usr/bin/melt\n[Empty]\n"


def test_the_job_is_written_into_the_groups_that_are_there() -> None:
    text = with_job(THEIRS, JOB)
    assert "[Ids]\nfootfall=Generate Foley\nstabilize=Stabilize\n" in text
    assert text.endswith("[Output]\nfootfall=.wav\n")
    assert text.count("[Binary]") == 1


def test_written_twice_it_is_there_once() -> None:
    assert with_job(with_job(THEIRS, JOB), JOB) == with_job(THEIRS, JOB)
    assert job_in(with_job(THEIRS, JOB)) == JOB


def test_a_property_of_an_older_version_goes() -> None:
    old = with_job(THEIRS, {**JOB, "FolderUse": "replace"})
    assert with_job(old, JOB) == with_job(THEIRS, JOB)


@pytest.mark.parametrize("theirs", [THEIRS, THEIRS.replace("\n", "\r\n"), "", "no group=1\n"])
def test_taken_out_again_the_rest_is_what_it_was(theirs: str) -> None:
    assert without_job(with_job(theirs, JOB)) == theirs


LINE = st.sampled_from(["stab=Stab", "footfallx=1", "; words", "a", "  indented = 2", "key[de]=Wert"])
GROUP = st.tuples(st.sampled_from(["[Ids]", "[Binary]", "[Other]"]), st.lists(LINE, min_size=1))


@given(st.lists(GROUP))
def test_no_line_of_others_is_lost(groups: list[tuple[str, list[str]]]) -> None:
    text = "".join(f"{header}\n" + "".join(f"{line}\n" for line in lines) for header, lines in groups)
    assert without_job(with_job(text, JOB)) == text
    assert job_in(with_job(text, JOB)) == JOB


def test_what_kdenlive_would_take_apart_is_not_set_up(linux: Computer, jobs: Path) -> None:
    linux.change(footfall=("/usr/bin/env", "FOOTFALL_HOME=/my films/footfall", "/usr/bin/footfall"))
    linux.install("kdenlive")
    assert not jobs.exists()
    assert "'FOOTFALL_HOME=/my films/footfall'" in linux.detail("kdenlive")


@pytest.fixture
def jobs(linux: Computer) -> Path:
    return made(linux.home / ".local/share/kdenlive") / "clipjobsettings.rc"


def test_setup_adds_a_file_where_there_is_none_and_takes_it_away(linux: Computer, jobs: Path) -> None:
    linux.install("kdenlive")
    assert job_in(jobs.read_text())["Binary"] == "/opt/foot fall/bin/footfall"
    assert linux.state("kdenlive") == "installed"
    linux.remove("kdenlive")
    assert not jobs.exists()


def test_what_kdenlive_adds_afterwards_stays(linux: Computer, jobs: Path) -> None:
    linux.install("kdenlive")
    jobs.write_text(jobs.read_text() + "[Other]\nkey=1\n")
    assert linux.state("kdenlive") == "installed"
    linux.remove("kdenlive")
    assert jobs.read_text() == "[Other]\nkey=1\n"


def test_a_job_that_the_user_changed_is_kept(linux: Computer, jobs: Path) -> None:
    linux.install("kdenlive")
    jobs.write_text(jobs.read_text().replace("Generate Foley", "Foley!"))
    assert linux.state("kdenlive") == "changed"
    linux.remove("kdenlive")
    assert "footfall=Foley!" in jobs.read_text()


def test_the_parameters_have_no_paths_that_would_be_split(linux: Computer, jobs: Path) -> None:
    linux.install("kdenlive")
    assert job_in(jobs.read_text())["Parameters"].split() == [
        "clip-job",
        "--source",
        "{source}",
        "--out",
        "{output}",
    ]


def test_a_flatpak_cannot_start_us(linux: Computer) -> None:
    made(linux.home / ".var/app/org.kde.kdenlive")
    assert "timeline files" in linux.detail("kdenlive")
    assert linux.written("kdenlive") == []


def test_one_that_never_ran(linux: Computer) -> None:
    linux.program("kdenlive")
    assert "Start Kdenlive once" in linux.detail("kdenlive")
