"""Figures as people read them, in the way of their language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale


def gib(count: int) -> str:
    """Bytes of memory."""
    figure = QLocale().toString(count / 2**30, "f", 1)
    return QCoreApplication.translate("Quantities", "{figure} GiB").format(figure=figure)


def decimal(value: float, places: int = 1) -> str:
    return QLocale().toString(float(value), "f", places)


def clock(moment: float) -> str:
    """The time of day, to the second. `moment`: seconds since 1970-01-01 UTC."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(round(moment * 1000)).time(), "HH:mm:ss")
