"""The engines that Footfall has, as they are offered to people: those that are not ready say why."""

from typing import List, NamedTuple

from footfall_resolve.gateway import Gateway


class Engine(NamedTuple):
    name: str
    """Empty: whichever is set in Footfall."""
    words: str
    """For people; of one that is not ready, what it lacks and what to do."""

    @property
    def line(self) -> str:
        return "%s (%s)" % (self.name, self.words) if self.name else self.words


def engines_of(gateway: Gateway) -> List[Engine]:
    """First the one that is used where none is named. Raises `Refusal`."""
    listed = gateway.ask("GET", "/v1/engines")["engines"]
    default = next((one["name"] for one in listed if one["default"]), "")
    as_set = Engine("", "as set in Footfall: %s" % default if default else "as set in Footfall")
    return [as_set] + [Engine(one["name"], _words(one["title"], one["ready"], one["missing"])) for one in listed]


def _words(title: str, is_ready: bool, missing: str) -> str:
    return title if is_ready else "not ready: %s" % (missing or "see `footfall engines list`")
