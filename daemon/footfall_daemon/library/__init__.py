"""The weights that this user has: which sets exist, what each consists of, and where its files lie.

It fetches nothing and opens no weights: that is `supply`, a program of its own.
"""

from footfall_daemon.library.library import Library

__all__ = ["Library"]
