"""Messages: packed and read back, and everything else refused with a code."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footfall_bridge import protocol as p
from footfall_bridge import wire
from footfall_bridge.timeline import Clip, Time, TimelinePlace

ORDER = p.Order(
    clip=Clip(
        media="/film/Ünïcode 🎬.mov",
        source_in="01:00:00:00",
        source_out=Time(value=240, rate=(24000, 1001)),
        place=TimelinePlace(record_in=Time(value=86_400, rate=(24, 1)), editor="Resolve"),
    ),
    prompt="boots on gravel",
    takes=2,
    handles=Time(value=1, rate=(2, 1)),
    movie=p.Movie.only,
    stamp=p.Stamp.record,
)
TEXT_ORDER = p.Order(clip=Clip(duration=Time(value=5, rate=(1, 1))), prompt="a door")

REQUESTS: list[p.AnyRequest] = [
    p.Hello(client="test"),
    p.Submit(request_id="12345678", orders=[ORDER, TEXT_ORDER]),
    p.List(states=[p.JobState.needs_media], ids=["a"], after=3, limit=7, newest_first=True),
    p.GetContacts(job="abc"),
    p.GetOrder(job="abc"),
    p.GetStrip(job="abc", frames=64, height=360),
    p.GetPeaks(job="abc", output=3, columns=16, start=0.5, stop=1.5),
    p.GetHistory(seconds=3600),
    p.Get(job="a"),
    p.Cancel(jobs=["a"]),
    p.Retry(jobs=["a"]),
    p.Forget(jobs=["a"]),
    p.Restore(jobs=["a"]),
    p.Move(jobs=["a"], to="before", before="b"),
    p.Pause(),
    p.Resume(),
    p.Gpu(action="release"),
    p.Gpu(action="reclaim", device="cuda:0"),
    p.Editor(busy=True, host="Resolve", seconds=600),
    p.Editor(busy=False, host=""),
    p.GetStatus(),
    p.ListEngines(),
    p.ListSettings(),
    p.ChangeSetting(key="generate.engine", value="sketch"),
    p.ChangeSetting(key="generate.engine", value=None),
    p.Stop(),
]

JOB = p.JobInfo(
    id="job",
    number=1,
    state=p.JobState.failed,
    media=None,
    source_in=None,
    source_out=None,
    duration=Time(value=5, rate=(1, 1)),
    engine="sketch",
    prompt="",
    seed=2**32 - 1,
    take=1,
    handles=Time(value=0, rate=(1, 1)),
    priority=p.Priority.background,
    outputs=[p.Output(path="a.wav", sample_rate=48_000, channels=2, samples=1, time_reference=2**40)],
    error=p.ErrorInfo(code="disk-full", message="make room"),
    created=1.5,
    updated=2.5,
)
MEMORY = p.MemoryInfo(total=4, free=3, held=2, budget=1)
DAEMON = p.DaemonInfo(pid=1, version="1", protocol=p.PROTOCOL)
SETTING = p.Setting(key="a", value=True, default=0.5, about="", kind="choice", choices=["b"], least=0.5, unit="dB")
RETIMED_ORDER = p.Order(clip=Clip(media="/film/a.mov", play_rate=Fraction(1000, 1001)), layers=(p.Layer.feet,))
SAMPLE = p.MemorySample(
    at=1.5, total=4, free=3, held=2, budget=1, headroom=1, running=1, tokens_or_seconds=8.5, rate=None
)
SAID: list[p.Info] = [
    p.Nothing(),
    DAEMON,
    p.Accepted(jobs=["a"]),
    JOB,
    p.JobPage(jobs=[JOB], next=None, sequence=9),
    p.Changed(changed=[], refused=[p.RefusedJob(job="a", error=p.ErrorInfo(code="x", message="y"))]),
    p.Status(
        daemon=DAEMON,
        queue={"done": 1},
        paused=False,
        workers=[p.WorkerInfo(device="cpu", engine=None, state="idle", running=[], memory=MEMORY)],
    ),
    p.Status(
        daemon=DAEMON,
        queue={},
        paused=False,
        released=True,
        editor_busy="Resolve",
        workers=[
            p.WorkerInfo(
                name="render/cuda:0",
                device="cuda:0",
                node="render",
                engine="sketch",
                state="running",
                running=["a"],
                parked=["b"],
                memory=MEMORY.model_copy(update={"sources": [p.MemorySource(source="NVML", total=4, free=3)]}),
                rate=12.5,
                knee=40.0,
                streamed=0.25,
            )
        ],
        decisions=["parked 1 clip"],
    ),
    p.SettingsList(settings=[SETTING], file="f"),
    SETTING,
    p.StateEvent(sequence=1, id="job", job=None),
    p.StateEvent(sequence=2, id="job", job=JOB),
    p.ProgressEvent(progress={"job": 0.5}),
    p.ContactList(job="job", contacts=[p.Contact(time=-0.5, kind=p.ContactKind.step, muted=True)]),
    p.DecisionEvent(text="parked", at=1.5),
    p.OrderInfo(job="job", order=RETIMED_ORDER),
    p.Strip(job="job", duration=1.5, frames=[p.Still(time=0.75, jpeg=bytes(range(256)))]),
    p.Peaks(
        job="job",
        path="a.wav",
        sample_rate=48_000,
        channels=1,
        samples=96_000,
        start=0.5,
        stop=1.5,
        low=b"\x81\x00",
        high=b"\x00\x7f",
    ),
    p.History(
        now=3.0,
        step=1.0,
        workers=[p.WorkerHistory(name="cpu", device="cpu", samples=[SAMPLE])],
        decisions=[p.Decision(at=1.5, text="parked 1 clip")],
    ),
]


def call(**fields: object) -> bytes:
    return bytes(msgpack.packb({"protocol": p.PROTOCOL, "id": "1", **fields}))


def refusal_of(data: bytes) -> wire.BadCall:
    with pytest.raises(wire.BadCall) as caught:
        wire.Call.parse(data)
    return caught.value


def outcome(data: bytes) -> str:
    try:
        return type(wire.Call.parse(data).request).__name__
    except wire.BadCall as bad:
        return f"{bad.code} {bad.call_id}"


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.op)
def test_requests_are_read_as_they_were_sent(request_: p.AnyRequest) -> None:
    read = wire.Call.parse(wire.Call.bytes_of("id 1", request_))
    assert read.request == request_
    assert read.id == "id 1"


def test_every_request_is_in_the_table() -> None:
    assert {type(request) for request in REQUESTS} == set(p.Request.__subclasses__())


@pytest.mark.parametrize("said", SAID, ids=lambda said: type(said).__name__)
def test_what_the_daemon_says_is_read_as_it_was_sent(said: p.Info) -> None:
    assert wire.unpack(type(said), wire.pack(said)) == said


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    assert refusal_of(data).code in ("bad-message", "protocol")


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(request=st.sampled_from(REQUESTS), data=st.data(), value=_json)
def test_a_field_of_any_kind_is_read_or_refused(request: p.AnyRequest, data: st.DataObject, value: Any) -> None:
    fields = request.model_dump(mode="json")
    fields[data.draw(st.sampled_from(sorted(fields)))] = value
    assert outcome(call(**fields)) in (type(request).__name__, "bad-message 1", "unknown-request 1")


@pytest.mark.parametrize("depth", [600, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert refusal_of(b"\x91" * depth + b"\x00").code == "bad-message"


@pytest.mark.parametrize(
    "fields",
    [
        {"seed": -1},
        {"seed": 2**32},
        {"seed": 1.0},
        {"seed": math.nan},
        {"seed": True},
        {"takes": 0},
        {"takes": 33},
        {"takes": 10**18},
        {"prompt": "x" * 2001},
        {"prompt": 5},
        {"prompts": "a typing error"},
        {"priority": "urgent"},
        {"handles": {"value": 2**53 + 1, "rate": [1, 1]}},
        {"handles": {"value": 1, "rate": [0, 1]}},
        {"handles": {"value": 0.5, "rate": [1, 1]}},
        {"handles": {"value": math.inf, "rate": [1, 1]}},
        {"dest": "x" * 4097},
        {"clip": {"media": "a", "play_rate": math.nan}},
    ],
    ids=str,
)
def test_bad_orders_are_refused(fields: dict[str, object]) -> None:
    order = {"clip": {"media": "a.mov"}, **fields}
    bad = refusal_of(call(op="submit", request_id="12345678", orders=[order]))
    assert bad.code == "bad-message"
    assert bad.call_id == "1"
    assert next(iter(fields)) in bad.message


@pytest.mark.parametrize(
    "fields",
    [
        {"op": "gpu"},
        {"op": "gpu", "action": "steal"},
        {"op": "gpu", "action": "release", "device": "x" * 101},
        {"op": "gpu", "action": "release", "device": ""},
        {"op": "editor", "busy": True},
        {"op": "editor", "busy": True, "host": "x" * 101},
        {"op": "editor", "busy": True, "host": "", "seconds": -1},
        {"op": "editor", "busy": True, "host": "", "seconds": 601},
        {"op": "editor", "busy": True, "host": "", "seconds": math.nan},
    ],
    ids=str,
)
def test_bad_words_on_devices_are_refused(fields: dict[str, object]) -> None:
    assert refusal_of(call(**fields)).code == "bad-message"


@pytest.mark.parametrize(
    "fields",
    [
        {"op": "strip", "job": "a", "frames": 0},
        {"op": "strip", "job": "a", "frames": 65},
        {"op": "strip", "job": "a", "height": 15},
        {"op": "strip", "job": "a", "height": 361},
        {"op": "peaks", "job": "a", "columns": 15},
        {"op": "peaks", "job": "a", "columns": 8193},
        {"op": "peaks", "job": "a", "output": -1},
        {"op": "peaks", "job": "a", "start": -0.5},
        {"op": "peaks", "job": "a", "start": 2.0, "stop": 2.0},
        {"op": "peaks", "job": "a", "stop": math.nan},
        {"op": "history", "seconds": 0},
        {"op": "history", "seconds": 3601},
        {"op": "order", "job": ""},
        {"op": "restore", "jobs": ["a"] * (p.PAGE + 1)},
    ],
    ids=str,
)
def test_looks_out_of_bounds_are_refused(fields: dict[str, object]) -> None:
    assert refusal_of(call(**fields)).code == "bad-message"


def test_a_setting_of_an_older_daemon_is_text() -> None:
    older = {"key": "a", "value": 1, "default": 0, "about": ""}
    setting = wire.unpack(p.Setting, msgpack.packb(older))
    assert (setting.kind, setting.choices, setting.least, setting.unit) == ("text", [], None, "")


def test_an_older_daemon_is_understood() -> None:
    memory = MEMORY.model_dump(include={"total", "free", "held", "budget"})
    worker: dict[str, object] = {"device": "cpu", "engine": None, "state": "idle", "running": [], "memory": memory}
    older = {"daemon": DAEMON.model_dump(), "queue": {}, "paused": False, "workers": [worker]}
    status = wire.unpack(p.Status, msgpack.packb(older))
    assert (status.released, status.editor_busy) == (False, "")
    assert (status.workers[0].parked, status.workers[0].knee) == ([], None)
    assert wire.unpack(p.DecisionEvent, msgpack.packb({"text": "parked"})).at == 0.0


def test_unknown_fields_of_a_request_are_refused() -> None:
    assert "speed" in refusal_of(call(op="pause", speed=2)).message


def test_unknown_fields_of_a_reply_are_ignored() -> None:
    assert wire.unpack(p.Accepted, msgpack.packb({"jobs": ["a"], "mood": "good"})) == p.Accepted(jobs=["a"])


def test_an_unknown_request_says_who_is_newer() -> None:
    bad = refusal_of(call(op="sing"))
    assert bad.code == "unknown-request"
    assert "`footfall stop` makes room" in bad.message


@pytest.mark.parametrize("number", [0, p.PROTOCOL + 1, "1", None])
def test_another_protocol_is_named(number: object) -> None:
    bad = refusal_of(msgpack.packb({"protocol": number, "id": "7", "op": "hello"}))
    assert (bad.code, bad.call_id) == ("protocol", "7")


def test_a_request_may_be_one_mebibyte() -> None:
    bad = refusal_of(bytes(p.LARGEST_REQUEST + 1))
    assert bad.code == "too-large"
    assert str(p.LARGEST_REQUEST) in bad.message


def test_a_page_holds_200_orders() -> None:
    order = TEXT_ORDER.model_dump(mode="json")
    bad = refusal_of(call(op="submit", request_id="12345678", orders=[order] * (p.PAGE + 1)))
    assert "200" in bad.message


@pytest.mark.parametrize("call_id", [5, "x" * 101, None, ["1"]])
def test_a_bad_id_is_answered_without_one(call_id: object) -> None:
    assert refusal_of(call(op="sing", id=call_id)).call_id == ""


def test_a_refusal_travels() -> None:
    answer = wire.Answer.refusing("1", p.Refusal("disk-full", "make room"))
    assert wire.unpack(wire.Answer, wire.pack(answer)).error == p.ErrorInfo(code="disk-full", message="make room")


def test_ended_states() -> None:
    assert [state for state in p.JobState if state.ended] == ["done", "failed", "cancelled"]
