"""Orders as the gateway takes them: a part of a shot with all that identifies it on its timeline."""

from typing import Any, Dict, List, NamedTuple, Optional

from footfall_resolve.editor import Editor, Timeline
from footfall_resolve.marks import Part
from footfall_resolve.rates import time_of
from footfall_resolve.shots import Shot
from footfall_resolve.wishes import Wishes

_LAYERS = ["feet", "props", "cloth", "ambience"]


class Request(NamedTuple):
    """What is asked for beside the picture."""

    prompt: str = ""
    takes: int = 1
    seed: int = 0
    even_speed: bool = False
    anew: bool = False
    """Also where there is such a sound already: a further take of it."""
    engine: Optional[str] = None
    """None: as the user's wishes have it."""


def order_of(
    shot: Shot,
    part: Part,
    editor: Editor,
    timeline: Timeline,
    request: Request,
    wishes: Wishes,
    made: int,
    reframed: bool,
) -> Dict[str, Any]:
    """`made`: how many takes of it there are already. `reframed`: it is shown otherwise than its media."""
    rate = timeline.rate
    first, last = shot.source_at(part.start), shot.source_at(part.start + part.frames)
    order: Dict[str, Any] = {
        "clip": {
            "media": shot.media,
            "source_in": time_of(first, shot.media_rate),
            "source_out": time_of(last, shot.media_rate),
            "play_rate": str(shot.speed),
            "place": {
                "record_in": time_of(timeline.record(part.start) / rate.exact, rate.exact),
                "drop_frame": rate.drop_frame,
                "editor": editor.name[:100],
                "project": editor.project_id,
                "timeline": timeline.id,
                "clip": shot.id,
            },
        },
        # Whole frames, so that the cut lies on one of the file's: 24 of 23.976 last a little more than a second.
        "handles": {"value": rate.nominal, "rate": [rate.exact.numerator, rate.exact.denominator]},
        **_sound(part.prompt, request, wishes, made),
    }
    if shot.proxy:
        order["clip"]["proxy"] = shot.proxy
    if reframed:
        order["clip"]["reframed"] = True
    if part.hits:
        order["contacts"] = [{"time": float(hit)} for hit in part.hits]
    return order


def order_of_file(path: str, request: Request, wishes: Wishes) -> Dict[str, Any]:
    """A whole file of the media pool, which is on no timeline."""
    return {"clip": {"media": path}, **_sound(request.prompt, request, wishes, 0)}


def _sound(prompt: str, request: Request, wishes: Wishes, made: int) -> Dict[str, Any]:
    layers: List[str] = _LAYERS if wishes.layers else []
    return {
        "prompt": prompt,
        "takes": request.takes,
        "first_take": made + 1,
        "seed": (request.seed + made) % 2**32,
        "engine": wishes.engine if request.engine is None else request.engine,
        "layers": layers,
        "priority": "interactive",
    }
