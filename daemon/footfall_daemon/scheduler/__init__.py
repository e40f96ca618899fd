"""Who steps next, and where: events in, instructions out."""

from footfall_daemon.scheduler.core import Scheduler
from footfall_daemon.scheduler.fleet import Fleet
from footfall_daemon.scheduler.orders import (
    Admit,
    Drop,
    GiveUp,
    Instruction,
    Load,
    Park,
    PhasesBeside,
    Rank,
    Release,
    Resume,
    Segment,
    StreamWeights,
    Unload,
    Wait,
)

__all__ = [
    "Admit",
    "Drop",
    "Fleet",
    "GiveUp",
    "Instruction",
    "Load",
    "Park",
    "PhasesBeside",
    "Rank",
    "Release",
    "Resume",
    "Scheduler",
    "Segment",
    "StreamWeights",
    "Unload",
    "Wait",
]
