"""Where the commands are found: the strips' right-click menu, the Strip menu, the header, the sidebar."""

from typing import Any

import bpy

from . import host
from .operators import FOOTFALL_OT_generate, FOOTFALL_OT_place, FOOTFALL_OT_remove, FOOTFALL_OT_take


class FOOTFALL_PT_panel(bpy.types.Panel):
    """How it stands, for those who keep the sidebar open."""

    bl_label = "Foley"
    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = "Footfall"

    def draw(self, context: Any) -> None:
        _commands(self.layout, FOOTFALL_OT_generate, FOOTFALL_OT_place, FOOTFALL_OT_take, FOOTFALL_OT_remove)
        for line in host.status():
            self.layout.label(text=line)


def draw_context_menu(self: Any, context: Any) -> None:
    _commands(self.layout, FOOTFALL_OT_generate, FOOTFALL_OT_place)
    self.layout.separator()


def draw_strip_menu(self: Any, context: Any) -> None:
    self.layout.separator()
    _commands(self.layout, FOOTFALL_OT_generate, FOOTFALL_OT_place, FOOTFALL_OT_take, FOOTFALL_OT_remove)


def draw_header(self: Any, context: Any) -> None:
    for line in host.status()[:1]:
        self.layout.label(text=line, icon="SOUND")


def register() -> None:
    bpy.utils.register_class(FOOTFALL_PT_panel)
    bpy.types.SEQUENCER_MT_context_menu.prepend(draw_context_menu)
    bpy.types.SEQUENCER_MT_strip.append(draw_strip_menu)
    bpy.types.SEQUENCER_HT_header.append(draw_header)


def unregister() -> None:
    bpy.types.SEQUENCER_HT_header.remove(draw_header)
    bpy.types.SEQUENCER_MT_strip.remove(draw_strip_menu)
    bpy.types.SEQUENCER_MT_context_menu.remove(draw_context_menu)
    bpy.utils.unregister_class(FOOTFALL_PT_panel)


def _commands(layout: Any, *operators: Any) -> None:
    layout.operator_context = "INVOKE_DEFAULT"
    for operator in operators:
        layout.operator(operator.bl_idname)
