"""The commands as Blender's operators: dialogs, and sentences for what cannot be done."""

from typing import Any

import bpy

from . import host
from .foley import Foley
from .orders import Wish
from .placing import remove_all
from .words import Refusal


def _foley() -> Foley:
    return host.foley()


def _has_strips(context: Any) -> bool:
    scene = host.scene(context)
    return scene is not None and scene.sequence_editor is not None


def _engines(_self: Any, _context: Any, typed: str) -> Any:
    """Names, each with what is to be known of it. Others may be typed: the daemon knows better."""
    return [(one.name, one.words) for one in _foley().engines if one.name and typed in one.name]


def _words_of(engine: str) -> str:
    """Always a line, so that the dialog does not jump when the engines are known."""
    return next((one.words for one in _foley().engines if one.name == engine), "")


class FOOTFALL_OT_generate(bpy.types.Operator):
    """Make sound for the selected clips, in sync with their pictures"""

    bl_idname = "footfall.generate"
    bl_label = "Generate Foley"

    prompt: bpy.props.StringProperty(
        name="Prompt",
        description="What is heard, such as: boots on gravel; empty: as the picture shows",
        maxlen=1900,
    )
    engine: bpy.props.StringProperty(
        name="Engine",
        description="Empty: the engine of Footfall's settings",
        search=_engines,
        search_options={"SUGGESTION"},
    )
    takes: bpy.props.IntProperty(
        name="Takes", description="One is heard; Use Foley Take swaps", default=1, min=1, max=32
    )
    layers: bpy.props.BoolProperty(
        name="Separate Layers", description="Feet, props, cloth and ambience on channels of their own"
    )
    anew: bpy.props.BoolProperty(name="Further Takes", description="Also where there is such Foley already")
    place: bpy.props.BoolProperty(
        name="Place When Finished", description="Otherwise use Place Finished Foley when you like"
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        return _has_strips(context)

    def invoke(self, context: Any, event: Any) -> Any:
        _foley().look_for_engines()
        host.wake()
        return context.window_manager.invoke_props_dialog(self, width=400)

    def draw(self, context: Any) -> None:
        for name in ("prompt", "engine"):
            self.layout.prop(self, name)
        self.layout.label(text=_words_of(self.engine.strip()), icon="INFO")
        for name in ("takes", "layers", "anew", "place"):
            self.layout.prop(self, name)

    def execute(self, context: Any) -> Any:
        wish = Wish(self.prompt, self.engine, self.takes, self.layers, self.anew)
        try:
            selection = _foley().generate(host.scene(context), bpy.data.filepath, wish, by_itself=self.place)
        except Refusal as refusal:
            return _refused(self, refusal)
        host.wake()
        for notice in selection.notices:
            self.report({"INFO"}, notice)
        for left_out in selection.refused:
            self.report({"WARNING"}, "left out: " + left_out.message)
        return {"FINISHED"}


class FOOTFALL_OT_place(bpy.types.Operator):
    """Lay finished Foley under its clips, where they are now"""

    bl_idname = "footfall.place"
    bl_label = "Place Finished Foley"

    @classmethod
    def poll(cls, context: Any) -> bool:
        return _has_strips(context)

    def execute(self, context: Any) -> Any:
        _foley().place_finished(host.scene(context))
        host.wake()
        return {"FINISHED"}


class FOOTFALL_OT_take(bpy.types.Operator):
    """Let another take be heard under the selected clips"""

    bl_idname = "footfall.take"
    bl_label = "Use Foley Take"

    number: bpy.props.IntProperty(name="Take", default=1, min=1, max=9999)

    @classmethod
    def poll(cls, context: Any) -> bool:
        return _has_strips(context)

    def invoke(self, context: Any, event: Any) -> Any:
        return context.window_manager.invoke_props_dialog(self)

    def execute(self, context: Any) -> Any:
        try:
            _foley().use_take(host.scene(context), self.number)
        except Refusal as refusal:
            return _refused(self, refusal)
        host.wake()
        return {"FINISHED"}


class FOOTFALL_OT_remove(bpy.types.Operator):
    """Take away all Foley of this scene. The files stay"""

    bl_idname = "footfall.remove"
    bl_label = "Remove All Foley"
    bl_options = {"UNDO"}  # noqa: RUF012 - as Blender has it

    @classmethod
    def poll(cls, context: Any) -> bool:
        return _has_strips(context)

    def execute(self, context: Any) -> Any:
        count = remove_all(host.scene(context))
        self.report({"INFO"}, "removed the sounds of Footfall: %d" % count if count else "there is no Foley here")
        return {"FINISHED"}


def _refused(operator: Any, refusal: Refusal) -> Any:
    operator.report({"ERROR"}, refusal.message)
    return {"CANCELLED"}


ALL = (FOOTFALL_OT_generate, FOOTFALL_OT_place, FOOTFALL_OT_take, FOOTFALL_OT_remove)
