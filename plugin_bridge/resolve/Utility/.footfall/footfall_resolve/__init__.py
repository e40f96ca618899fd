"""Footfall inside DaVinci Resolve: Python 3.6 and its standard library only, no other part of Footfall."""
