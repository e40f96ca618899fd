"""Blender's sequencer under the names of each version: 3.4 has sequences, 5.0 strips and a scene of its own.

Only the data API: sequencer operators called from scripts have crashed Blender.
"""

from collections.abc import Iterator
from typing import Any


def edited_scenes(context: Any) -> list[Any]:
    """The scenes that are open in a sequencer, the one that is worked in first."""
    windows = [context.window] if getattr(context, "window", None) else []
    windows += [window for window in context.window_manager.windows if window not in windows]
    found: list[Any] = []
    for window in windows:
        # From 5.0 on the workspace says which; None: it has none open.
        in_workspace = hasattr(window.workspace, "sequencer_scene")
        scene = window.workspace.sequencer_scene if in_workspace else window.scene
        if scene is not None and scene not in found:
            found.append(scene)
    return found


def strips_of(owner: Any) -> Any:
    """Of a sequence editor or a meta strip. Not `or`: an empty collection is false."""
    return owner.strips if hasattr(owner, "strips") else owner.sequences


def opened(editor: Any) -> Any:
    """The editor, or the meta strip in it that is open."""
    return editor.meta_stack[-1] if len(editor.meta_stack) else editor


def owners(owner: Any) -> Iterator[Any]:
    """A sequence editor or meta strip, and all meta strips within."""
    yield owner
    for strip in strips_of(owner):
        if strip.type == "META":
            yield from owners(strip)


def all_strips(scene: Any) -> Iterator[tuple[Any, Any]]:
    """Each with the editor or meta strip that holds it."""
    if scene.sequence_editor is not None:
        for owner in owners(scene.sequence_editor):
            for strip in strips_of(owner):
                yield owner, strip


def selected(scene: Any) -> list[Any]:
    """Those of the level that is open, in the order in which they play."""
    if scene is None or scene.sequence_editor is None:
        return []
    found = [strip for strip in strips_of(opened(scene.sequence_editor)) if strip.select]
    return sorted(found, key=lambda strip: (strip.frame_final_start, strip.channel))


def redraw(context: Any) -> None:
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "SEQUENCE_EDITOR":
                area.tag_redraw()
