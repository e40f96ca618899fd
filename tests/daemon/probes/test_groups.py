"""Limits of control groups: files as the kernel writes them, and this machine's own."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from footfall_daemon.probes import system_memory
from footfall_daemon.probes.groups import group_memory, own_groups

_V1_WITHOUT_LIMIT = 9223372036854771712


def group(folder: Path, **files: object) -> Path:
    """A group of version 2; `memory_max=5` writes `memory.max`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".", 1)).write_text(f"{content}\n")
    return folder


def process(folder: Path, *, cgroup: str, mounts: list[str]) -> Path:
    """A `/proc` with one process in it, of number 7."""
    own = folder / "proc" / "7"
    own.mkdir(parents=True)
    (own / "cgroup").write_text(cgroup)
    (own / "mountinfo").write_text("".join(f"{line}\n" for line in mounts))
    return own.parent


def mount(folder: Path, kind: str = "cgroup2", root: str = "/", options: str = "rw") -> str:
    escaped = str(folder).replace(" ", "\\040")
    return f"31 23 0:28 {root} {escaped} rw,nosuid shared:9 - {kind} {kind} {options}"


def test_version_2_leaves_what_the_limit_is_above_the_use(tmp_path: Path) -> None:
    reading = group_memory([group(tmp_path, memory_max=1000, memory_current=400)])
    assert reading is not None
    assert (reading.total, reading.free) == (1000, 600)


def test_version_1_too(tmp_path: Path) -> None:
    reading = group_memory([group(tmp_path, memory_limit_in_bytes=1000, memory_usage_in_bytes=400)])
    assert reading is not None
    assert (reading.total, reading.free) == (1000, 600)


def test_idle_file_cache_is_free(tmp_path: Path) -> None:
    folder = group(tmp_path, memory_max=1000, memory_current=400, memory_stat="anon 100\ninactive_file 250")
    reading = group_memory([folder])
    assert reading is not None
    assert reading.free == 850


def test_version_1_counts_the_cache_of_the_groups_below(tmp_path: Path) -> None:
    stat = "inactive_file 1\ntotal_inactive_file 250"
    folder = group(tmp_path, memory_limit_in_bytes=1000, memory_usage_in_bytes=400, memory_stat=stat)
    reading = group_memory([folder])
    assert reading is not None
    assert reading.free == 850


@pytest.mark.parametrize(("stat", "free"), [("inactive_file 9999", 1000), ("inactive_file -9", 600), ("x", 600)])
def test_a_cache_that_cannot_be_does_not_make_room(tmp_path: Path, stat: str, free: int) -> None:
    reading = group_memory([group(tmp_path, memory_max=1000, memory_current=400, memory_stat=stat)])
    assert reading is not None
    assert reading.free == free


def test_the_soft_limit_counts(tmp_path: Path) -> None:
    reading = group_memory([group(tmp_path, memory_max=1000, memory_high=700, memory_current=400)])
    assert reading is not None
    assert (reading.total, reading.free) == (700, 300)


def test_the_group_around_may_be_the_tightest(tmp_path: Path) -> None:
    around = group(tmp_path, memory_max=2000, memory_current=1900)
    own = group(tmp_path / "own", memory_max=1000, memory_current=400)
    reading = group_memory([own, around])
    assert reading is not None
    assert (reading.total, reading.free) == (1000, 100)
    assert str(around) in reading.note


def test_use_beyond_the_limit_leaves_nothing(tmp_path: Path) -> None:
    reading = group_memory([group(tmp_path, memory_max=1000, memory_current=1400)])
    assert reading is not None
    assert reading.free == 0


@pytest.mark.parametrize(
    ("limit", "used"),
    [("max", 400), ("", 400), ("-1", 400), ("0", 400), (_V1_WITHOUT_LIMIT, 400), (1000, "-1"), (1000, "x")],
)
def test_no_limit_and_nonsense_limit_nothing(tmp_path: Path, limit: object, used: object) -> None:
    assert group_memory([group(tmp_path, memory_max=limit, memory_current=used)]) is None


def test_groups_that_cannot_be_read_limit_nothing(tmp_path: Path) -> None:
    (tmp_path / "memory.max").mkdir()
    assert group_memory([tmp_path, tmp_path / "gone"]) is None


def test_a_process_is_in_its_group_and_in_those_around(tmp_path: Path) -> None:
    processes = process(tmp_path, cgroup="0::/user.slice/app\n", mounts=[mount(tmp_path)])
    assert own_groups(7, processes) == [tmp_path / "user.slice" / "app", tmp_path / "user.slice", tmp_path]


def test_version_1_groups_are_found_by_their_controller(tmp_path: Path) -> None:
    mounts = [
        mount(tmp_path / "cpu", "cgroup", options="rw,cpu"),
        mount(tmp_path / "memory", "cgroup", options="rw,memory"),
    ]
    processes = process(tmp_path, cgroup="5:cpu:/a\n4:memory:/b\n", mounts=mounts)
    assert own_groups(7, processes) == [tmp_path / "memory" / "b", tmp_path / "memory"]


def test_a_container_sees_its_own_group_as_the_mount(tmp_path: Path) -> None:
    processes = process(
        tmp_path,
        cgroup="4:memory:/docker/1f3/app\n",
        mounts=[mount(tmp_path, "cgroup", "/docker/1f3", "rw,memory")],
    )
    assert own_groups(7, processes) == [tmp_path / "app", tmp_path]


@pytest.mark.parametrize("path", ["/elsewhere", "/../../host.slice"])
def test_a_group_outside_the_namespace_is_the_mount(tmp_path: Path, path: str) -> None:
    root = "/docker" if path == "/elsewhere" else "/"
    processes = process(tmp_path, cgroup=f"0::{path}\n", mounts=[mount(tmp_path, root=root)])
    assert own_groups(7, processes) == [tmp_path]


@pytest.mark.parametrize("garbage", ["", "nonsense", ":::::\n\n", "0::/a"])
def test_without_mounted_groups_the_usual_place_is_tried(tmp_path: Path, garbage: str) -> None:
    processes = process(tmp_path, cgroup=garbage, mounts=[garbage])
    assert own_groups(7, processes) == [Path("/sys/fs/cgroup")]


def test_system_memory_keeps_to_a_group(tmp_path: Path) -> None:
    memory = system_memory(group(tmp_path, memory_max=2**20, memory_current=2**18))
    assert (memory.total, memory.free) == (2**20, 2**20 - 2**18)


def test_system_memory_without_a_limit_is_the_machine_s(tmp_path: Path) -> None:
    assert system_memory(tmp_path).total == psutil.virtual_memory().total


def test_system_memory_of_this_machine_adds_up() -> None:
    memory = system_memory()
    assert 0 < memory.free <= memory.total <= psutil.virtual_memory().total


def test_this_process_is_found_in_its_own_group() -> None:
    if not Path("/proc/self/cgroup").exists():
        pytest.skip("this system has no control groups")
    own = own_groups()[0] / "cgroup.procs"
    if not own.exists():
        pytest.skip("this system does not show the group that its processes are in")
    assert str(psutil.Process().pid) in own.read_text().split()


def test_the_groups_of_this_machine_can_be_read() -> None:
    folders = own_groups()
    if not any((folder / name).exists() for folder in folders for name in ("memory.max", "memory.limit_in_bytes")):
        pytest.skip("no control group here has a limit of memory")
    reading = group_memory(folders)
    assert reading is None or not reading.doubt
