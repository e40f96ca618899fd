"""What `footfall doctor` looks at, and what it can mend. Nothing is started, and each look has a time limit."""

from footfall_bridge.checks.examination import examine
from footfall_bridge.checks.finding import Finding, Mend

__all__ = ["Finding", "Mend", "examine"]
