"""What fits and how long it takes: bytes and seconds as functions of tokens, learned from what was seen.

Pure: figures come in with the calls. Bytes, tokens (the engine's measure of a segment), seconds of wall clock.
"""

from footfall_daemon.memory.costs import LEVELS, Costs, Phase, budget
from footfall_daemon.memory.curve import KNEE, Curve, Estimate
from footfall_daemon.memory.line import Line

__all__ = ["KNEE", "LEVELS", "Costs", "Curve", "Estimate", "Line", "Phase", "budget"]
