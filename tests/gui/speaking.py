"""Plays a file through the system's speaker, changes to another, and tells where it was: run by a test."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from footfall_gui.models.multimedia import QtMultimedia
from footfall_gui.models.playback import Playback


def main(one: str, other: str) -> None:
    app = QCoreApplication([])
    multimedia = QtMultimedia()
    playback = Playback(multimedia.outlet)
    playback.load([Path(one)])
    positions: list[float] = []
    lost: list[float] = []

    def follow(position: float) -> None:
        if not positions and position > 0.1:
            print("playing", flush=True)  # noqa: T201 - for the test
            playback.load([Path(other)])
        if position > 0.1:
            positions.append(position)

    playback.moved.connect(follow)
    playback.lost.connect(lambda: lost.append(playback.position))
    playback.playing_changed.connect(lambda playing: playing or QTimer.singleShot(0, app.quit))
    playback.play()
    app.exec()
    playback.close()
    told = {"speaker": multimedia.has_speaker(), "positions": positions, "lost": lost}
    print(json.dumps(told))  # noqa: T201 - for the test


if __name__ == "__main__":
    main(*sys.argv[1:])
