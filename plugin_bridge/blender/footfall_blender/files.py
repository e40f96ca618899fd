"""Files as Blender has them: paths as it writes them, and what it knows of a movie."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple


class Movie(NamedTuple):
    """What Blender reads of a movie's picture."""

    frames: int
    rate: Fraction


class Files(NamedTuple):
    """How files are reached from a Blender file."""

    read: Callable[[str], str]
    """The full path of one that is written there."""
    write: Callable[[str], str]
    """The other way round."""
    movie: Callable[[str], Movie | None]
    """None: Blender cannot read it. In Blender's own thread only."""
