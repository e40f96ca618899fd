"""Makes the add-on known to Blender, and takes it back."""

import bpy

from . import host, menus, operators


def register() -> None:
    host.register()
    for operator in operators.ALL:
        bpy.utils.register_class(operator)
    menus.register()


def unregister() -> None:
    menus.unregister()
    for operator in reversed(operators.ALL):
        bpy.utils.unregister_class(operator)
    host.unregister()
