"""The add-on where `footfall setup` puts it, found and switched on by real Blenders."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.places import Places
from footfall_bridge.setup import Setup, TargetState
from footfall_bridge.setup.machine import Machine
from tests.blender.blenders import BPY, Blender

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SWITCHED_ON = """
import addon_utils, json
addon_utils.modules_refresh()
known = [module.__name__ for module in addon_utils.modules(refresh=False)]
bpy.ops.preferences.addon_enable(module=given["module"])
menu = [item.__module__ for item in bpy.types.SEQUENCER_MT_context_menu._dyn_ui_initialize()]
told = {"known": known, "on": given["module"] in bpy.context.preferences.addons, "menu": menu}
open(given["told"], "w").write(json.dumps(told))
"""


def test_blender_finds_it_and_switches_it_on(blender: Blender, tmp_path: Path) -> None:
    old = blender.name == "3.4"
    version, module = ("3.4", "footfall_blender") if old else (BPY[:3], "bl_ext.user_default.footfall")
    blender.user.mkdir()
    (blender.user / "blender" / version).mkdir(parents=True)
    machine = Machine(
        system="linux",
        home=blender.user,
        environment={"XDG_CONFIG_HOME": str(blender.user)},
        footfall=("footfall",),
        tray=None,
        root=tmp_path / "none",
    )
    setup = Setup(Places.below(tmp_path / "home"), machine)
    assert not any(outcome.error for outcome in setup.carry_out(setup.plan(["blender"])))
    told = blender.run(SWITCHED_ON, tmp_path / "home", tmp_path, module=module)
    assert module in told["known"]
    assert told["on"]
    assert any(name.startswith(module) for name in told["menu"])
    # What Blender has compiled goes with it.
    assert next(target for target in setup.targets() if target.name == "blender").state is TargetState.installed
    setup.carry_out(setup.plan(["blender"], remove=True))
    assert [path for path in blender.user.rglob("*") if "footfall" in path.name] == []
