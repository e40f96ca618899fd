"""What Footfall puts into editors, file managers and the desktop: found, planned, carried out, taken back.

`Setup(places).targets()` says what there is, `plan(names)` what would change, `carry_out(changes)` changes it.
"""

from footfall_bridge.setup.changes import Action, Change, Kind, Outcome
from footfall_bridge.setup.setup import Setup
from footfall_bridge.setup.target import Target, TargetState
from footfall_bridge.setup.targets import EDITORS

__all__ = ["EDITORS", "Action", "Change", "Kind", "Outcome", "Setup", "Target", "TargetState"]
