"""What the user has the daemon do with jobs and devices, said in a sentence and undone where that is possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from footfall_bridge.client import Client
from footfall_bridge.protocol import Changed, Order, Refusal, Status
from footfall_gui.models.asking import Asker
from footfall_gui.models.overview import Overview
from footfall_gui.models.ranking import Move


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, and how it is undone."""

    words: str
    undo: Callable[[], None] | None = None


class Commands(QObject):
    did = Signal(Deed)
    refused = Signal(Refusal)

    def __init__(self, asker: Asker, overview: Overview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asker = asker
        self._overview = overview
        asker.refused.connect(self.refused)

    # jobs

    def cancel(self, jobs: Sequence[str]) -> None:
        def told(changed: list[str]) -> Deed:
            return Deed(self.tr("%n job(s) cancelled.", "", len(changed)), lambda: self.retry(changed))

        self._change(lambda client: client.cancel(jobs), told)

    def retry(self, jobs: Sequence[str]) -> None:
        def told(changed: list[str]) -> Deed:
            return Deed(self.tr("%n job(s) queued again.", "", len(changed)), lambda: self.cancel(changed))

        self._change(lambda client: client.retry(jobs), told)

    def forget(self, jobs: Sequence[str]) -> None:
        def told(changed: list[str]) -> Deed:
            words = self.tr("%n job(s) forgotten. The files stay.", "", len(changed))
            return Deed(words, lambda: self._restore(changed))

        self._change(lambda client: client.forget(jobs), told)

    def _restore(self, jobs: Sequence[str]) -> None:
        def told(changed: list[str]) -> Deed:
            return Deed(self.tr("%n job(s) back on the list.", "", len(changed)))

        self._change(lambda client: client.restore(jobs), told)

    def move(self, moves: Sequence[Move]) -> None:
        def ask(client: Client) -> Changed:
            answers = [client.move(*move) for move in moves]
            return Changed(
                changed=[job for answer in answers for job in answer.changed],
                refused=[refused for answer in answers for refused in answer.refused],
            )

        self._change(ask, lambda _: None)

    def submit(self, orders: Sequence[Order], then: Callable[[list[str]], None] = lambda _: None) -> None:
        def told(jobs: list[str]) -> None:
            undo = Deed(self.tr("%n job(s) queued.", "", len(jobs)), lambda: self.cancel(jobs))
            self.did.emit(undo)
            then(jobs)

        self._asker.ask(lambda client: client.submit(orders), told)

    # the daemon

    def pause(self) -> None:
        self._and_look(Client.pause)

    def resume(self) -> None:
        self._and_look(Client.resume)

    def release(self) -> None:
        """Leave the devices to other programs: parked clips go on when they are taken back."""
        self._asker.ask(Client.release, self._overview.take)

    def reclaim(self) -> None:
        self._asker.ask(Client.reclaim, self._overview.take)

    def stop_daemon(self, then: Callable[[], None]) -> None:
        """`then` also where it could not be told."""
        self._asker.ask(Client.stop, lambda _: then(), lambda _: then())

    def _and_look(self, do: Callable[[Client], None]) -> None:
        def ask(client: Client) -> Status:
            do(client)
            return client.status()

        self._asker.ask(ask, self._overview.take)

    def _change(self, ask: Callable[[Client], Changed], told: Callable[[list[str]], Deed | None]) -> None:
        def then(answer: Changed) -> None:
            if answer.changed and (deed := told(answer.changed)):
                self.did.emit(deed)
            if answer.refused:
                first = answer.refused[0].error
                self.refused.emit(Refusal(first.code, first.message))

        self._asker.ask(ask, then)
