"""A set of weights from files that the user has: found by name and content, checked, left where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from footfall_bridge.protocol import Refusal
from footfall_daemon.engine.hunyuan.checkpoint import WeightsError
from footfall_daemon.library import Library
from footfall_daemon.library.manifest import Part, Role, WeightSet
from footfall_daemon.library.records import Held, Source
from footfall_daemon.supply.digest import digest_of
from footfall_daemon.supply.events import Notice, Tell, by_the_mille
from footfall_daemon.supply.finding import Finds, encoder_files, with_shards
from footfall_daemon.supply.gathered import Gathered
from footfall_daemon.supply.inspection import Look, check, look_at


def collected(weights: WeightSet, folder: Path, library: Library, tell: Tell) -> Gathered:
    """What `folder` lacks is taken from what was fetched before.

    Raises `Refusal`: no-folder, weights-missing, weights-other-size, weights-shape, weights-format,
    weights-damaged.
    """
    if not folder.is_dir():
        raise Refusal("no-folder", f"{folder} is no folder: name the one that the weights lie below")
    grounds = [Ground(folder.absolute()), Ground(library.files)]
    paths = {part.role: path for part in weights.parts if (path := _chosen(part, weights, grounds, tell))}
    if missing := [part for part in weights.parts if part.role not in paths]:
        raise _missing(missing, grounds[0])
    held = [each for part in weights.parts for each in _held(part, paths[part.role], tell)]
    return Gathered(paths=paths, files=tuple(held), source=Source(kind="folder", where=(str(folder.absolute()),)))


class Ground:
    """A folder, looked through once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._finds = Finds(folder)
        self._looks: list[Look] = []
        self.unusable: dict[Path, WeightsError] = {}
        for path in self._finds.weights():
            try:
                self._looks.append(look_at(path))
            except WeightsError as error:  # anything may lie there: said only where something is missing
                self.unusable[path] = error

    def looks(self, role: Role) -> list[Look]:
        return [look for look in self._looks if look.role == role]

    def encoders(self, role: Role) -> list[Path]:
        return self._finds.encoders(role)


def _chosen(part: Part, weights: WeightSet, grounds: list[Ground], tell: Tell) -> Path | None:
    for ground in grounds:
        fitting = ground.encoders(part.role) if part.is_folder else _files(part, weights, ground, tell)
        if fitting:
            best = min(fitting, key=lambda path: _rank(path, part))
            if len(fitting) > 1:
                tell(Notice(text=f"{best} was taken as {part.title}, of {len(fitting)} that are there"))
            return best
    return None


def _files(part: Part, weights: WeightSet, ground: Ground, tell: Tell) -> list[Path]:
    """Of models, none that is of another published size."""
    looks = ground.looks(part.role)
    if part.role != "dit":
        return [look.path for look in looks]
    if fitting := [look.path for look in looks if look.size_of == weights.name]:
        return fitting
    if odd := [look.path for look in looks if not look.size_of]:
        tell(Notice(text=f"{odd[0]} has another number of blocks or channels than any published model"))
        return odd
    return []


def _rank(path: Path, part: Part) -> tuple[bool, bool, int, str]:
    """The least is the best: published rather than converted, and of conversions the one that lost least."""
    size = 0 if part.is_folder else sum(file.stat().st_size for file in with_shards(path))
    is_published = size == part.files[0].size
    return (not is_published, part.published_name not in str(path), -size, str(path))


def _missing(parts: list[Part], ground: Ground) -> Refusal:
    for part in parts:
        for look in ground.looks(part.role):
            words = f"{look.path} holds {look.size_of}, another size of the model: pull {look.size_of}"
            return Refusal("weights-other-size", f"{words}, or put {part.published_name} below {ground.folder}")
        for path, error in ground.unusable.items():
            if Path(part.published_name).stem in path.name:
                return Refusal(error.code, error.message)
    wanted = "; ".join(f"{part.title} ({_wanted(part)})" for part in parts)
    words = f"{ground.folder} lacks {wanted}: put it there, at any depth, or pull without --from to fetch it"
    return Refusal("weights-missing", words)


def _wanted(part: Part) -> str:
    if not part.is_folder:
        return part.published_name
    return f"the folder {part.published_name} with {', '.join(file.name for file in part.files)}"


def _held(part: Part, path: Path, tell: Tell) -> Iterator[Held]:
    """Raises `Refusal`."""
    try:
        check(part.role, path)
    except WeightsError as error:
        raise Refusal(error.code, error.message) from None
    files = encoder_files(path, part.role) if part.is_folder else with_shards(path)
    held = [_hashed(part, file, tell) for file in files]
    if text := _doubt(part, path, held):
        tell(Notice(text=text))
    yield from held


def _hashed(part: Part, file: Path, tell: Tell) -> Held:
    size = file.stat().st_size
    digest = digest_of(file, by_the_mille(tell, "check", part.label(file.name), size))
    known = {published.size: published.sha256 for published in part.files if published.sha256}
    if known.get(size, digest.sha256) != digest.sha256:
        words = f"{file} has the size of the published {part.published_name}, but not its sha256"
        raise Refusal("weights-damaged", f"{words}: it was altered or damaged; get it again")
    return Held(role=part.role, path=file, size=size, sha256=digest.sha256, published=size in known)


def _doubt(part: Part, path: Path, held: list[Held]) -> str:
    """What the user should know of files that nobody vouches for."""
    if part.is_folder:
        named = part.published_name in str(path)
        return "" if named else f"{path} was taken for {part.published_name}: nothing but its structure says so"
    if all(each.published for each in held):
        return ""
    return f"{path} is not the published file: it was taken because its names and shapes are right"
