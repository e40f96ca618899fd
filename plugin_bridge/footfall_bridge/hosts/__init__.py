"""Editors and interchange formats that are reachable from Python: their clips read, their sounds laid."""
