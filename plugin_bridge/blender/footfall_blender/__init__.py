"""Foley for the clips in Blender's Video Sequencer: an add-on that speaks to Footfall on this machine."""

bl_info = {
    "name": "Footfall",
    "author": "The Footfall maintainers",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "Video Sequencer > Strip menu, and the right-click menu of strips",
    "description": "Foley for the clips in the Video Sequencer, made on this machine",
    "category": "Sequencer",
}


def register() -> None:
    from . import addon

    addon.register()


def unregister() -> None:
    from . import addon

    addon.unregister()
