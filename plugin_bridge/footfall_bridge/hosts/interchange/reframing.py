"""Whether a timeline file shows a clip otherwise than its media does, as far as the format says it.

OTIO has no geometry of its own: what is read is what Resolve puts beside it. AAF and EDL are read without any.
Sources: Apple, Final Cut Pro XML Interchange Format (Basic Motion, Crop); exports of Resolve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from footfall_bridge.hosts.framing import Framing, Scaling, Size, scaled
from footfall_bridge.hosts.interchange.xmeml_effects import effects_of, is_varied

OURS: Final = "footfall"
"""Metadata in which our FCPXML reader says whether it is."""
_FLIPS: Final = ("flop", "flip", "mirror")
"""In names of effects of FCP7 XML: programs do not agree on their ids."""


def is_reframed(item: Any, frame: Size | None) -> bool:
    """Of an OTIO item, whichever adapter has read it. `frame`: of the timeline, where it is told."""
    if item.metadata.get(OURS, {}).get("reframed", False):
        return True
    return _final_cut_7(item, frame).is_reframed or _resolve(item).is_reframed


def size_of(told: Any) -> Size | None:
    """Of what has a `width` and a `height`, in text or numbers."""
    try:
        width, height = float(told["width"]), float(told["height"])
    except (KeyError, TypeError, ValueError):
        return None
    return (width, height) if width > 0 and height > 0 else None


def _final_cut_7(item: Any, frame: Size | None) -> Framing:
    """Scale counts pixels of the media. At 100 % it is left open how the host lays the media in: that is a fit."""
    effects = effects_of(item)
    motion, crop = effects.get("basic", {}), effects.get("crop", {})
    scale = _number(motion, "scale", 100) / 100
    lies = scaled(_media_size(item), frame, Scaling.fit if scale == 1 else Scaling.pixels)
    x, y = _point(motion.get("center"))
    told = [*motion.values(), *crop.values()]
    return replace(
        lies,
        width=lies.width * scale,
        height=lies.height * scale,
        x=x,
        y=y,
        turned=_number(motion, "rotation", 0),
        mirrored=any(word in name for name in effects for word in _FLIPS),
        moving=any(is_varied(parameter) for parameter in told),
        **{side: _number(crop, side, 0) / 100 for side in ("left", "right", "top", "bottom")},
    )


def _media_size(item: Any) -> Size | None:
    reference = getattr(item, "media_reference", None)
    told = reference.metadata.get("fcp_xml", {}).get("media", {}) if reference is not None else {}
    for media in told if isinstance(told, list) else [told]:
        if size := size_of(((media or {}).get("video") or {}).get("samplecharacteristics")):
            return size
    return None


def _number(parameters: Mapping[str, Any], name: str, otherwise: float) -> float:
    return _float(parameters.get(name, {}).get("value"), otherwise)


def _point(parameter: Any) -> tuple[float, float]:
    value = (parameter or {}).get("value", {})
    try:
        return float(value["horiz"]), float(value["vert"])
    except (KeyError, TypeError, ValueError):
        return 0.0, 0.0


def _resolve(item: Any) -> Framing:
    """As Resolve exports it: what is at its default is left out, lengths are shares, and zoom begins at a fit."""
    told = _mappings(effect.metadata.get("Resolve_OTIO") for effect in item.effects)
    on = [one for one in told if one.get("Enabled", True)]
    values = {
        str(one.get("Parameter ID", "")): one for effect in on for one in _mappings(effect.get("Parameters") or ())
    }

    def value(name: str, otherwise: float = 0.0) -> float:
        return _float(values.get(name, {}).get("Parameter Value"), otherwise)

    wide, high = value("transformationZoomX", 1), value("transformationZoomY", 1)
    return Framing(
        width=wide,
        height=high,
        x=value("transformationPan"),
        y=value("transformationTilt"),
        turned=value("transformationRotationAngle"),
        stretched=wide / high if high else 0.0,
        mirrored=bool(value("transformationFlipX") or value("transformationFlipY")),
        moving=_moves(one for name, one in values.items() if name.startswith(_GEOMETRY)),
        **{side: value(f"crop{side.capitalize()}") for side in ("left", "right", "top", "bottom")},
    )


_GEOMETRY: Final = ("transformation", "crop", "dynamicZoom")


def _moves(parameters: Iterable[Any]) -> bool:
    keys = _mappings(one.get("Key Frames") for one in parameters)
    return any(len({str(key.get("Value")) for key in _mappings(each.values())}) > 1 for each in keys)


def _mappings(found: Iterable[Any]) -> list[Mapping[str, Any]]:
    """What is none says nothing: anybody can write a file."""
    return [one for one in found if isinstance(one, Mapping)]


def _float(told: Any, otherwise: float) -> float:
    try:
        return float(told)
    except (TypeError, ValueError):
        return otherwise
