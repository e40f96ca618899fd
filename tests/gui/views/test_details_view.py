"""The details of a job as a person uses them: mouse, keys, and what is heard, with a real daemon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from footfall_bridge.protocol import ContactKind, ErrorInfo, JobInfo, JobState, Layer
from footfall_bridge.timeline import Time
from footfall_gui.models.failures import Remedy
from footfall_gui.models.listening import Multimedia
from footfall_gui.views.details.view import DetailsView
from tests.gui.details_stage import PATIENCE, Quiet, Stage, Tape, a_stage

HALF = Time(value=1, rate=(2, 1))
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def theatre(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with a_stage(tmp_path_factory.mktemp("details")) as stage:
        yield stage


@pytest.fixture(scope="module")
def ball(theatre: Stage) -> JobInfo:
    return theatre.made(theatre.clip(), handles=HALF)


@pytest.fixture
def tape() -> Tape:
    return Tape()


@contextmanager
def a_view(stage: Stage, multimedia: Multimedia, job: JobInfo, qtbot: QtBot) -> Iterator[DetailsView]:
    view = DetailsView(stage.model, multimedia=multimedia)
    view.resize(1100, 800)
    view.show()
    view.activateWindow()
    qtbot.waitActive(view)
    view.show_job(job)
    qtbot.waitUntil(lambda: stage.model.editable and len(stage.model.edits.contacts) == 7, timeout=PATIENCE)
    yield view
    view.show_job(None)
    view.close_files()
    delete(view)


@pytest.fixture
def view(theatre: Stage, ball: JobInfo, tape: Tape, qtbot: QtBot) -> Iterator[DetailsView]:
    with a_view(theatre, Quiet(tapes=[tape]), ball, qtbot) as view:
        yield view


def times(stage: Stage) -> list[float]:
    return [contact.time for contact in stage.model.edits.contacts]


def mark(view: DetailsView, stage: Stage, index: int) -> QPoint:
    """Where it can be taken hold of."""
    lane = view.page.timeline.contacts
    return QPoint(round(view.axis.x(times(stage)[index])), lane.height() - 4)


def drag(widget: QWidget, start: QPoint, by: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mousePress(widget, LEFT, modifiers, start)
    for step in range(1, 6):
        move(widget, start + QPoint(by * step // 5, 0), modifiers)
    QTest.mouseRelease(widget, LEFT, modifiers, start + QPoint(by, 0))


def move(widget: QWidget, position: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    """`QTest.mouseMove` knows no buttons and no modifiers."""
    everywhere = QPointF(widget.mapToGlobal(position))
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(position), everywhere, Qt.MouseButton.NoButton, LEFT, modifiers
    )
    QApplication.sendEvent(widget, event)


def failed(job: JobInfo, code: str) -> JobInfo:
    error = ErrorInfo(code=code, message="it did not work: do this")
    fields = {"id": f"failed-{code}", "state": JobState.failed, "error": error, "outputs": []}
    return job.model_copy(update=fields)


def test_a_dragged_mark_moves_and_is_undone(view: DetailsView, theatre: Stage) -> None:
    before = times(theatre)
    drag(view.page.timeline.contacts, mark(view, theatre, 1), 40)
    assert times(theatre)[1] == pytest.approx(before[1] + 40 * view.axis.per_pixel)
    QTest.keyClick(view.page.timeline.contacts, Qt.Key.Key_Z, CTRL)
    assert times(theatre) == before


def test_alt_moves_it_finely(view: DetailsView, theatre: Stage) -> None:
    before = times(theatre)
    drag(view.page.timeline.contacts, mark(view, theatre, 1), 40, ALT)
    assert times(theatre)[1] == pytest.approx(before[1] + 4 * view.axis.per_pixel)


def test_arrows_nudge_by_a_frame_and_by_a_tenth(view: DetailsView, theatre: Stage) -> None:
    lane, before = view.page.timeline.contacts, times(theatre)
    QTest.mouseClick(lane, LEFT, NONE, mark(view, theatre, 2))
    QTest.keyClick(lane, Qt.Key.Key_Right)
    assert times(theatre)[2] == pytest.approx(before[2] + 0.04)
    QTest.keyClick(lane, Qt.Key.Key_Left, SHIFT)
    assert times(theatre)[2] == pytest.approx(before[2] + 0.036)


def test_double_click_adds_and_delete_removes(view: DetailsView, theatre: Stage) -> None:
    lane = view.page.timeline.contacts
    QTest.mouseDClick(lane, LEFT, NONE, QPoint(round(view.axis.x(1.0)), 20))
    assert len(times(theatre)) == 8
    assert times(theatre)[1] == pytest.approx(1.0, abs=view.axis.per_pixel)
    QTest.keyClick(lane, Qt.Key.Key_Delete)
    assert len(times(theatre)) == 7


def test_delete_is_the_marks_before_it_is_the_windows(view: DetailsView, theatre: Stage) -> None:
    heard: list[str] = []
    action = QAction(view)
    action.setShortcut(QKeySequence.StandardKey.Delete)
    action.triggered.connect(lambda: heard.append("the window"))
    view.addAction(action)
    lane = view.page.timeline.contacts
    QTest.mouseClick(lane, LEFT, NONE, mark(view, theatre, 2))
    lane.setFocus()
    QTest.keyClick(lane, Qt.Key.Key_Delete)
    assert (len(times(theatre)), heard) == (6, [])
    QTest.keyClick(view.page.timeline.ruler, Qt.Key.Key_Delete)
    assert heard == ["the window"]


def test_contacts_are_edited_by_keys_alone(view: DetailsView, theatre: Stage) -> None:
    lane, edits = view.page.timeline.contacts, theatre.model.edits
    QTest.keyClick(lane, Qt.Key.Key_Right, CTRL)
    QTest.keyClick(lane, Qt.Key.Key_Right, CTRL)
    assert edits.selected == 1
    strength = edits.contacts[1].strength
    QTest.keyClick(lane, Qt.Key.Key_M)
    assert edits.contacts[1].muted
    assert "muted" in lane.accessibleDescription()
    QTest.keyClick(lane, Qt.Key.Key_Up)
    assert edits.contacts[1].strength == pytest.approx(strength + 0.05, abs=0.001)
    QTest.keyClick(lane, Qt.Key.Key_Escape)
    QTest.keyClick(lane, Qt.Key.Key_Insert)
    assert times(theatre)[0] == 0.0


def test_an_edit_is_heard_from_a_little_before(view: DetailsView, theatre: Stage, qtbot: QtBot) -> None:
    inspector = view.page.inspector
    QTest.mouseClick(view.page.timeline.contacts, LEFT, NONE, mark(view, theatre, 2))
    line = inspector.material.lineEdit()
    assert line is not None
    QTest.keyClicks(line, "glass")
    QTest.keyClick(line, Qt.Key.Key_Return)
    begun: list[float] = []
    view.listening.moved.connect(lambda position: begun.append(position) if view.listening.playing else None)
    qtbot.waitUntil(lambda: bool(begun), timeout=PATIENCE)
    heard = view.listening.heard
    assert heard is not None
    assert theatre.client.contacts(heard.id).contacts[2].material == "glass"
    assert begun[0] == pytest.approx(times(theatre)[2] - 0.4, abs=0.1)
    assert "audition" in inspector.status.text()
    assert inspector.keep.isEnabled()


def test_undone_is_heard_as_it_was(view: DetailsView, theatre: Stage, ball: JobInfo, qtbot: QtBot) -> None:
    theatre.model.edits.change(2, "mute", muted=True)
    qtbot.waitUntil(lambda: view.listening.playing, timeout=PATIENCE)
    assert view.listening.heard != ball
    view.listening.pause()
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert view.listening.playing
    assert view.listening.heard is not None
    assert view.listening.heard.id == ball.id
    assert not view.page.inspector.keep.isEnabled()


def test_the_inspector_edits_what_is_selected(view: DetailsView, theatre: Stage) -> None:
    inspector = view.page.inspector
    theatre.model.edits.select(3)
    inspector.kind.setFocus()
    for _ in range(2):
        QTest.keyClick(inspector.kind, Qt.Key.Key_Down)
    inspector.strength.setValue(25)
    inspector.time.setValue(2.5)
    contact = theatre.model.edits.selection
    assert contact is not None
    assert (contact.kind, contact.strength, contact.time) == (ContactKind.step, 0.25, 2.5)


def test_what_the_engine_knows_is_offered_as_material(view: DetailsView) -> None:
    material = view.page.inspector.material
    assert {"glass", "gravel"} <= {material.itemText(n) for n in range(material.count())}


def test_a_part_is_dragged_typed_and_cleared(view: DetailsView) -> None:
    ruler, bar = view.page.timeline.ruler, view.page.part
    drag(ruler, QPoint(round(view.axis.x(1.0)), 10), round(1.0 / view.axis.per_pixel))
    assert view.axis.part == (Fraction(1), Fraction(2))
    assert (bar.start.text(), bar.stop.text()) == ("00:00:01:00", "00:00:02:00")
    bar.stop.setText("00:00:02:12")
    QTest.keyClick(bar.stop, Qt.Key.Key_Return)
    assert view.axis.part == (Fraction(1), Fraction(62, 25))
    QTest.keyClick(ruler, Qt.Key.Key_Escape)
    assert view.axis.part is None
    assert not bar.again.isEnabled()


def test_a_part_is_marked_by_keys(view: DetailsView) -> None:
    ruler = view.page.timeline.ruler
    view.axis.seek(1.0)
    QTest.keyClick(ruler, Qt.Key.Key_I)
    QTest.keyClick(ruler, Qt.Key.Key_PageUp)
    QTest.keyClick(ruler, Qt.Key.Key_O)
    assert view.axis.part == (Fraction(1), Fraction(2))


def test_what_is_no_timecode_is_said(view: DetailsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.message) as signal:
        view.page.part.start.setText("soon")
        QTest.keyClick(view.page.part.start, Qt.Key.Key_Return)
    assert signal.args is not None
    assert "soon" in signal.args[0]


def test_a_part_is_generated_again(view: DetailsView, theatre: Stage, ball: JobInfo, qtbot: QtBot) -> None:
    view.axis.choose(1.0, 2.0)
    view.page.wording.prompt.setPlainText("glass ball")
    with qtbot.waitSignal(view.job_wanted, timeout=PATIENCE) as signal:
        QTest.mouseClick(view.page.part.again, LEFT)
    assert signal.args is not None
    [job] = theatre.client.wait([signal.args[0]])
    assert job.state is JobState.done
    order = theatre.client.order(job.id)
    assert order.region is not None
    assert order.region.file == ball.outputs[0].path
    assert (order.prompt, order.seed) == ("glass ball", ball.seed)


def test_other_words_make_a_new_version(view: DetailsView, theatre: Stage, ball: JobInfo, qtbot: QtBot) -> None:
    wording = view.page.wording
    wording.prompt.setPlainText("rubber ball")
    wording.seed.setText("77")
    wording.layers[Layer.props].setChecked(True)
    with qtbot.waitSignal(view.job_wanted, timeout=PATIENCE) as signal:
        QTest.mouseClick(wording.again, LEFT)
    assert signal.args is not None
    order = theatre.client.order(signal.args[0])
    assert (order.prompt, order.seed, order.layers) == ("rubber ball", 77, (Layer.props,))
    assert (order.first_take, order.handles) == (ball.take, HALF)


def test_a_click_goes_there_and_the_ruler_says_where(view: DetailsView) -> None:
    ruler = view.page.timeline.ruler
    QTest.mouseClick(ruler, LEFT, NONE, QPoint(round(view.axis.x(2.0)), 10))
    assert view.axis.playhead == pytest.approx(2.0, abs=view.axis.per_pixel)
    QTest.keyClick(ruler, Qt.Key.Key_Home)
    QTest.keyClick(ruler, Qt.Key.Key_Right)
    assert ruler.value() == -11
    assert ruler.accessibleDescription() == "23:59:59:14"


def test_space_plays_and_stops(view: DetailsView) -> None:
    for key, playing in ((Qt.Key.Key_Space, True), (Qt.Key.Key_K, False), (Qt.Key.Key_L, True)):
        QTest.keyClick(view, key)
        assert view.listening.playing is playing
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not view.listening.playing


def test_letters_are_letters_while_somebody_types(view: DetailsView) -> None:
    view.page.tabs.setCurrentIndex(1)
    prompt = view.page.wording.prompt
    prompt.clear()
    QTest.keyClicks(prompt, " black lake 1")
    assert prompt.toPlainText() == " black lake 1"
    assert not view.listening.playing


def test_versions_are_switched_by_keys_at_the_same_moment(
    view: DetailsView, theatre: Stage, tape: Tape, qtbot: QtBot
) -> None:
    other = theatre.made(theatre.clip(), prompt="rubber ball", handles=HALF)
    qtbot.waitUntil(lambda: other.id in [job.id for job in theatre.model.versions.jobs], timeout=PATIENCE)
    place = [job.id for job in theatre.model.versions.jobs].index(other.id)
    QTest.keyClick(view, Qt.Key.Key_Space)
    with qtbot.waitSignal(view.listening.moved):
        tape.passed = 48_000
    QTest.keyClick(view, Qt.Key(Qt.Key.Key_A.value + place))
    assert view.listening.heard is not None
    assert view.listening.heard.id == other.id
    assert view.listening.playing
    assert view.listening.position == pytest.approx(1.0)
    QTest.keyClick(view, Qt.Key.Key_1)
    assert view.listening.heard.id == theatre.model.versions.jobs[0].id


def test_zooming_keeps_what_is_under_the_pointer(view: DetailsView) -> None:
    timeline = view.page.timeline
    x = round(view.axis.x(2.0))
    at = QPointF(timeline.ruler.mapTo(timeline, QPoint(x, 5)))
    everywhere = QPointF(timeline.mapToGlobal(at.toPoint()))
    phase = Qt.ScrollPhase.NoScrollPhase
    none = Qt.MouseButton.NoButton
    wheel = QWheelEvent(at, everywhere, QPoint(), QPoint(0, 120), none, CTRL, phase, False)
    before = view.axis.per_pixel
    QApplication.sendEvent(timeline, wheel)
    assert view.axis.per_pixel < before
    assert view.axis.x(2.0) == pytest.approx(x, abs=1.5)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.axis.per_pixel == before


def test_every_layer_has_a_lane(view: DetailsView, theatre: Stage) -> None:
    layered = theatre.made(theatre.clip(), layers=(Layer.props, Layer.ambience))
    view.show_job(layered)
    names = [wave.accessibleName() for wave in view.page.timeline.waves]
    assert names == ["Waveform of Props", "Waveform of Ambience"]
    assert view.page.part.file.isVisible()


def test_the_files_can_be_dragged_and_copied(view: DetailsView, ball: JobInfo) -> None:
    [url] = view.page.header.handle.mime().urls()
    assert Path(url.toLocalFile()) == Path(ball.outputs[0].path)
    QTest.keyClick(view.page.timeline.ruler, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == ball.outputs[0].path


def test_without_multimedia_another_player_is_offered(theatre: Stage, ball: JobInfo, qtbot: QtBot) -> None:
    reason = "libpulse.so.0: cannot open shared object file"
    with a_view(theatre, Quiet(reason), ball, qtbot) as view:
        transport = view.page.transport
        assert reason in transport.note.text()
        assert transport.outside.isVisible()
        assert not transport.play.isEnabled()
        qtbot.waitUntil(lambda: view.page.picture.image is not None, timeout=PATIENCE)
        assert view.axis.playhead == 0.0
        ruler = view.page.timeline.ruler
        QTest.mouseClick(ruler, LEFT, NONE, QPoint(round(view.axis.x(2.0)), 10))
        assert view.axis.playhead == pytest.approx(2.0, abs=view.axis.per_pixel)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("media-missing", Remedy.locate),
        ("dest-unwritable", Remedy.destination),
        ("weights-missing", Remedy.weights),
        ("base-mismatch", Remedy.whole),
        ("engine-crash", Remedy.retry),
        ("internal", Remedy.log),
    ],
)
def test_a_failure_has_the_button_that_helps(view: DetailsView, ball: JobInfo, code: str, remedy: Remedy) -> None:
    view.show_job(failed(ball, code))
    assert view.page.failure.words.text() == f"it did not work: do this [{code}]"
    assert view.page.failure.buttons[remedy].isVisible()


def test_engines_and_log_are_asked_of_the_window(view: DetailsView, ball: JobInfo, qtbot: QtBot) -> None:
    for code, remedy, signal in (
        ("weights-missing", Remedy.weights, view.engines_wanted),
        ("internal", Remedy.log, view.log_wanted),
    ):
        view.show_job(failed(ball, code))
        with qtbot.waitSignal(signal):
            QTest.mouseClick(view.page.failure.buttons[remedy], LEFT)


def test_notices_are_said(view: DetailsView, ball: JobInfo) -> None:
    view.show_job(ball.model_copy(update={"id": "other", "notices": ["'zeppelin' was not understood"]}))
    assert view.page.notices.isVisible()
    assert "zeppelin" in view.page.notices.words.text()


def test_no_job_is_a_sentence_and_nothing_plays(view: DetailsView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Space)
    view.show_job(None)
    assert not view.listening.playing
    assert not view.page.isVisible()


def test_a_hidden_window_is_silent(view: DetailsView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Space)
    view.hide()
    assert not view.listening.playing


def test_whoever_cannot_see_it_is_told_what_it_is(view: DetailsView) -> None:
    focusable = [
        child
        for child in view.page.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.window() is view.window()
    ]
    assert len(focusable) > 20
    assert [child for child in focusable if not _name(child)] == []


def _name(widget: QWidget) -> str:
    if isinstance(parent := widget.parent(), QAbstractSpinBox | QComboBox):
        return _name(parent)
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
