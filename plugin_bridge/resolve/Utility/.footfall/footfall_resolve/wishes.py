"""What the user wants for good: a small file of their own, `resolve.json` in Footfall's config folder."""

import json
import os
from typing import Any, Dict, NamedTuple

from footfall_resolve.places import Places
from footfall_resolve.words import Refusal


class Wishes(NamedTuple):
    place_at_once: bool = False
    """Each of our commands first places what is finished for the timeline that is open."""
    colour: str = ""
    """Clips, flags and markers of this colour ask for Foley, such as "Orange"."""
    engine: str = ""
    layers: bool = False
    """Tracks for feet, props, cloth and ambience instead of one mixed one."""
    even_speed: bool = False
    """Changed speeds never ramp here."""


def wishes(places: Places) -> Wishes:
    """Raises `Refusal("bad-wishes")`."""
    path = os.path.join(places.config, "resolve.json")
    try:
        with open(path, encoding="utf-8") as file:
            given = json.load(file)
    except FileNotFoundError:
        return Wishes()
    except (OSError, ValueError) as error:
        raise Refusal("bad-wishes", "%s cannot be read (%s): mend it or remove it" % (path, error)) from None
    return _checked(given, path)


def _checked(given: Any, path: str) -> Wishes:
    known: Dict[str, Any] = Wishes()._asdict()
    if not isinstance(given, dict):
        given = {"": given}
    for key, value in given.items():
        if key not in known or not isinstance(value, type(known[key])):
            listed = ", ".join("%s (%s)" % (name, type(default).__name__) for name, default in known.items())
            raise Refusal("bad-wishes", "%s: %r is not understood: it holds %s" % (path, key, listed))
    return Wishes(**given)
