"""What clients are told."""

from __future__ import annotations

from footfall_bridge.protocol import (
    TOPIC_DECISION,
    TOPIC_PROGRESS,
    TOPIC_STATE,
    DecisionEvent,
    ProgressEvent,
    StateEvent,
)
from footfall_bridge.wire import unpack
from footfall_daemon.publisher import Publisher
from tests.daemon.making import a_job


class Sent(list[tuple[bytes, bytes]]):
    def send(self, topic: bytes, data: bytes) -> None:
        self.append((topic, data))


def test_changes_of_state_are_numbered_without_gaps() -> None:
    sent = Sent()
    publisher = Publisher(sent.send)
    publisher.state("a", a_job("a").info())
    publisher.state("a", None)
    assert [unpack(StateEvent, data).sequence for topic, data in sent if topic == TOPIC_STATE] == [1, 2]


def test_progress_is_joined_until_it_is_flushed() -> None:
    sent = Sent()
    publisher = Publisher(sent.send)
    for share in (0.1, 0.2):
        publisher.progress("a", share, 5.0)
    publisher.progress("b", 0.5, None)
    assert sent == []
    publisher.flush()
    publisher.flush()
    ((topic, data),) = sent
    assert topic == TOPIC_PROGRESS
    assert unpack(ProgressEvent, data) == ProgressEvent(progress={"a": 0.2, "b": 0.5}, eta_s={"a": 5.0})


def test_progress_older_than_a_change_of_state_is_not_told() -> None:
    sent = Sent()
    publisher = Publisher(sent.send)
    publisher.progress("a", 0.9, None)
    publisher.state("a", a_job("a").info())
    publisher.flush()
    assert [topic for topic, _ in sent] == [TOPIC_STATE]


def test_the_last_decisions_are_remembered() -> None:
    sent = Sent()
    publisher = Publisher(sent.send)
    for number in range(600):
        publisher.decision(str(number))
    assert [decision.text for decision in publisher.decisions] == [str(number) for number in range(100, 600)]
    assert [decision.at for decision in publisher.decisions] == sorted(
        unpack(DecisionEvent, data).at for _, data in sent[100:]
    )
    assert {topic for topic, _ in sent} == {TOPIC_DECISION}
