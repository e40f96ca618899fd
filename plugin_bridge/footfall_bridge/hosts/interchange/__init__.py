"""Timelines as files: read into cuts, given their Foley, written back in the shape that editors accept."""
