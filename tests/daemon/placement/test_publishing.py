"""Giving a file its final name, each system call refused in turn."""

from __future__ import annotations

import errno
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from footfall_daemon.placement import Name, System, publish

UNSUPPORTED = [errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV, errno.ENOSYS, errno.EACCES, errno.EINVAL, errno.EMLINK]
HOPELESS = [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO, errno.ENOENT]


class Refusing(System):
    """The real system, but some calls fail as told."""

    def __init__(self, **refused: int) -> None:
        self._refused = refused
        self.called: list[str] = []

    def _call(self, name: str) -> None:
        self.called.append(name)
        if name in self._refused:
            raise OSError(self._refused[name], "refused")  # Python makes EEXIST a FileExistsError

    def link(self, source: Path, target: Path) -> None:
        self._call("link")
        super().link(source, target)

    def rename_exclusive(self, source: Path, target: Path) -> None:
        self._call("rename_exclusive")
        super().rename_exclusive(source, target)

    def reserve(self, target: Path) -> None:
        self._call("reserve")
        super().reserve(target)

    def replace(self, source: Path, target: Path) -> None:
        self._call("replace")
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._call("remove")
        super().remove(path)

    def same(self, one: Path, other: Path) -> bool:
        self._call("same")
        return super().same(one, other)

    def sync_folder(self, folder: Path) -> None:
        self._call("sync_folder")
        super().sync_folder(folder)


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / ".footfall-1.wav.tmp"
        self.final = root / "a_v1.wav"
        self.temporary.write_bytes(b"sound")
        self.reserved = 0

    def publish(self, system: System | None = None) -> None:
        publish(self.temporary, self.final, reserving=self._reserving, system=system)

    def _reserving(self) -> None:
        assert not self.final.exists() or self.final.stat().st_size
        self.reserved += 1

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())

    def is_published(self) -> bool:
        return self.names() == ["a_v1.wav"] and self.final.read_bytes() == b"sound"

    def is_untouched(self) -> bool:
        return self.names() == [".footfall-1.wav.tmp"] and self.temporary.read_bytes() == b"sound"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_link_is_the_first_choice(folder: Folder) -> None:
    system = Refusing()
    folder.publish(system)
    assert folder.is_published()
    assert system.called == ["link", "remove", "sync_folder"]


@pytest.mark.parametrize("number", UNSUPPORTED)
def test_without_links_the_file_is_renamed(folder: Folder, number: int) -> None:
    system = Refusing(link=number)
    folder.publish(system)
    assert folder.is_published()
    assert system.called[:2] == ["link", "rename_exclusive"]
    assert folder.reserved == 0


@pytest.mark.parametrize("number", UNSUPPORTED)
def test_without_exclusive_renames_the_name_is_reserved_first(folder: Folder, number: int) -> None:
    system = Refusing(link=errno.EPERM, rename_exclusive=number)
    folder.publish(system)
    assert folder.is_published()
    assert system.called == ["link", "rename_exclusive", "reserve", "replace", "sync_folder"]
    assert folder.reserved == 1


@pytest.mark.parametrize("number", HOPELESS)
@pytest.mark.parametrize("call", ["link", "rename_exclusive"])
def test_what_no_other_way_mends_is_raised(folder: Folder, call: str, number: int) -> None:
    refused = {"link": errno.EPERM} | {call: number}
    with pytest.raises(OSError, match="refused") as caught:
        folder.publish(Refusing(**refused))
    assert caught.value.errno == number
    assert folder.is_untouched()


@pytest.mark.parametrize("number", [*HOPELESS, *UNSUPPORTED])
@pytest.mark.parametrize("call", ["reserve", "replace"])
def test_a_last_way_that_fails_leaves_only_the_temporary_file(folder: Folder, call: str, number: int) -> None:
    refused = {"link": errno.EPERM, "rename_exclusive": errno.ENOSYS} | {call: number}
    with pytest.raises(OSError, match="refused"):
        folder.publish(Refusing(**refused))
    assert folder.is_untouched()


@pytest.mark.parametrize(
    "refused",
    [
        {},
        {"link": errno.EPERM},
        {"link": errno.EPERM, "rename_exclusive": errno.ENOSYS},
    ],
    ids=["link", "rename", "reserve"],
)
def test_no_way_goes_over_a_file(folder: Folder, refused: dict[str, int]) -> None:
    folder.final.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        folder.publish(Refusing(**refused))
    assert folder.final.read_bytes() == b"precious"
    assert folder.temporary.read_bytes() == b"sound"


@pytest.mark.parametrize("call", ["link", "rename_exclusive", "reserve"])
def test_a_name_taken_meanwhile_is_told_as_such(folder: Folder, call: str) -> None:
    refused = {"link": errno.EPERM, "rename_exclusive": errno.ENOSYS} | {call: errno.EEXIST}
    with pytest.raises(FileExistsError):
        folder.publish(Refusing(**refused))
    assert folder.is_untouched()


def test_a_link_made_by_a_call_whose_answer_was_lost_counts(folder: Folder) -> None:
    folder.final.hardlink_to(folder.temporary)
    folder.publish()
    assert folder.is_published()


def test_a_name_that_cannot_be_compared_counts_as_taken(folder: Folder) -> None:
    folder.final.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        folder.publish(Refusing(same=errno.EACCES))


def test_a_temporary_name_that_stays_is_no_failure(folder: Folder) -> None:
    folder.publish(Refusing(remove=errno.EACCES))
    assert folder.final.read_bytes() == b"sound"


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EACCES, errno.EIO])
def test_a_folder_that_cannot_be_synced_is_no_failure(folder: Folder, number: int) -> None:
    folder.publish(Refusing(sync_folder=number))
    assert folder.is_published()


def test_a_temporary_file_that_vanished_is_told(folder: Folder) -> None:
    folder.temporary.unlink()
    with pytest.raises(FileNotFoundError):
        folder.publish()
    assert folder.names() == []


def test_this_systems_own_rename_is_exclusive(folder: Folder) -> None:
    system = System()
    folder.final.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        system.rename_exclusive(folder.temporary, folder.final)
    folder.final.unlink()
    system.rename_exclusive(folder.temporary, folder.final)
    assert folder.is_published()


def publish_next(folder: Path, number: int, system: System) -> Path:
    """As the daemon does: the next free version, again and again until it is ours."""
    mine = folder / f".footfall-{number}.tmp"
    mine.write_text(str(number))
    name = Name.of("a", "00:00:00:00", 1)
    while True:
        final = folder / name.version(name.next_version(folder))
        try:
            publish(mine, final, reserving=lambda: None, system=system)
        except FileExistsError:
            continue
        return final


@pytest.mark.parametrize(
    "refused", [{}, {"link": errno.EPERM}, {"link": errno.EPERM, "rename_exclusive": errno.ENOSYS}]
)
def test_in_a_race_everyone_wins_one_name(tmp_path: Path, refused: dict[str, int]) -> None:
    with ThreadPoolExecutor(16) as pool:
        finals = list(pool.map(lambda n: publish_next(tmp_path, n, Refusing(**refused)), range(64)))
    assert [final.read_text() for final in finals] == [str(n) for n in range(64)]
    assert sorted(tmp_path.iterdir()) == sorted(finals)
    assert len(set(finals)) == 64


_RACER = """
import sys
from pathlib import Path
from footfall_daemon.placement import publish
folder, me = Path(sys.argv[1]), sys.argv[2]
mine = folder / f".{me}.tmp"
sys.stdin.read()
for number in range(40):
    mine.write_text(me)
    try:
        publish(mine, folder / f"{number}.wav", reserving=lambda: None)
        print(number)
    except FileExistsError:
        pass
mine.unlink(missing_ok=True)
"""


def test_in_a_race_of_processes_each_name_has_one_winner(tmp_path: Path) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", _RACER, str(tmp_path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.close()  # go
    won = {str(number): _output(racer).split() for number, racer in enumerate(racers)}
    assert sorted(int(name) for names in won.values() for name in names) == list(range(40))
    for racer_name, names in won.items():
        assert all((tmp_path / f"{name}.wav").read_text() == racer_name for name in names)
    assert len(list(tmp_path.iterdir())) == 40


def _output(racer: subprocess.Popen[str]) -> str:
    assert racer.stdout is not None
    with racer.stdout:
        output = racer.stdout.read()
    assert racer.wait(timeout=60) == 0
    return output
