"""Light or dark: as the system says, or as the user wants it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from footfall_gui.models.preferences import Appearance

_SCHEMES: Final = {
    Appearance.auto: Qt.ColorScheme.Unknown,
    Appearance.light: Qt.ColorScheme.Light,
    Appearance.dark: Qt.ColorScheme.Dark,
}
_Role = QPalette.ColorRole
_DARK: Final = {
    _Role.Window: "#232629",
    _Role.WindowText: "#eff0f1",
    _Role.Base: "#1b1e20",
    _Role.AlternateBase: "#212427",
    _Role.Text: "#eff0f1",
    _Role.PlaceholderText: "#9ba3ab",
    _Role.Button: "#2e3236",
    _Role.ButtonText: "#eff0f1",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#36404a",
    _Role.ToolTipText: "#eff0f1",
    _Role.Highlight: "#2f77b5",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#3d9be9",
    _Role.Link: "#5cb0ff",
    _Role.LinkVisited: "#b79cf0",
    _Role.Light: "#3a3f44",
    _Role.Midlight: "#34393e",
    _Role.Mid: "#191b1d",
    _Role.Dark: "#141618",
    _Role.Shadow: "#0b0c0d",
}
_PALE: Final = "#7d848b"
_FRAMED: Final = ("QCheckBox", "QLineEdit", "QAbstractSpinBox")
_AROUND: Final = "#9ba3ab"
"""Fusion frames these in a darker shade of what it takes the window to be: in the dark that cannot be seen."""


def appear(app: QApplication, appearance: Appearance) -> None:
    """A desktop that has no say in this, as a bare window manager, gets our own palette for dark."""
    app.setPalette(QPalette())
    hints = app.styleHints()
    hints.setColorScheme(_SCHEMES[appearance])
    if appearance is Appearance.dark and not is_dark(app.palette()):
        app.setStyle(QStyleFactory.create("fusion"))
        app.setPalette(_dark())
        framed = _dark()
        framed.setColor(_Role.Window, QColor(_AROUND))
        for kind in _FRAMED:
            app.setPalette(framed, kind)  # type: ignore[arg-type]  # its stub asks for bytes, which it does not take


def is_dark(palette: QPalette) -> bool:
    return palette.color(_Role.WindowText).lightnessF() > palette.color(_Role.Window).lightnessF()


def _dark() -> QPalette:
    palette = QPalette()
    for role, color in _DARK.items():
        palette.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_PALE))
    return palette
