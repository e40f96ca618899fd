"""All policies on one script, one after the other: the same engine, the same card, the same editor beside it."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread

from tests.benchmarks.real import daemon, servers
from tests.benchmarks.real.outcome import Outcome
from tests.benchmarks.real.scale import Script
from tests.end_to_end.house import a_house
from tests.synthetic.editor import Editor
from tests.synthetic.install import environment
from tests.synthetic.options import Options


def run_all(script: Script, options: Options, folder: Path) -> list[Outcome]:
    """Ours first. What the daemon learns is kept in `folder` for the next script."""
    given = environment(folder / "packages", options)
    editors = Path(options.editors)
    with Editor(editors) as editor, Hand(editor, script) as hand, a_house(folder / "home", given) as house:
        outcomes = [daemon.play(house, script, options.card, editor.pid, hand.start)]
    for name in servers.SERVERS:
        with Editor(editors) as editor, Hand(editor, script) as hand:
            outcomes.append(servers.serve(name, script, given, folder / script.name / name, hand.start))
    return outcomes


class Hand:
    """Moves the editor as the script says."""

    def __init__(self, editor: Editor, script: Script) -> None:
        self._editor = editor
        self._script = script
        self._done = Event()
        self._thread = Thread(target=self._move)

    def start(self) -> None:
        self._thread.start()

    def __enter__(self) -> Hand:
        return self

    def __exit__(self, *args: object) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _move(self) -> None:
        began = time.monotonic()
        for moment, mib in self._script.moves:
            if self._done.wait(max(0.0, began + moment - time.monotonic())):
                return
            self._editor.hold(mib)
