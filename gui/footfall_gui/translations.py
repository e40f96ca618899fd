"""The language of the windows: Footfall's own words, and those of Qt."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

RESOURCES: Final = Path(__file__).parent / "resources"


def locale_of(language: str) -> QLocale:
    """`auto` is the system's."""
    return QLocale.system() if language == "auto" else QLocale(language)


def speak(app: QCoreApplication, language: str) -> list[QTranslator]:
    """Before the first window. Where there are no words for a language, English is spoken: its plurals, too.

    What is spoken until it is removed from the app.
    """
    locale = locale_of(language)
    QLocale.setDefault(locale)
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    spoken = []
    for words, name, folder in (
        (QLocale(QLocale.Language.English), "footfall", RESOURCES),
        (locale, "qtbase", qt),
        (locale, "footfall", RESOURCES),
    ):
        translator = QTranslator(app)
        if translator.load(words, name, "_", str(folder)):
            app.installTranslator(translator)
            spoken.append(translator)
    return spoken
