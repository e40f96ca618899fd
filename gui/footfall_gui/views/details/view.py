"""All about one job: what it looks and sounds like, what was heard in its picture, and how to make it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from footfall_bridge.protocol import JobInfo, Refusal
from footfall_gui.desktop import open_file, reveal
from footfall_gui.models.details import DetailsModel
from footfall_gui.models.failures import Remedy
from footfall_gui.models.listening import Listening, Multimedia
from footfall_gui.models.multimedia import QtMultimedia
from footfall_gui.views.details.axis import TimeAxis
from footfall_gui.views.details.helping import Helping
from footfall_gui.views.details.keys import CLOSER, Keys
from footfall_gui.views.details.page import DetailsPage
from footfall_gui.views.details.troubles import Trouble, obstacle_words, trouble_of


class DetailsView(QWidget):
    job_wanted = Signal(str)
    """Look at that job instead."""
    message = Signal(str)
    """A sentence for the status bar."""
    engines_wanted = Signal()
    log_wanted = Signal()

    def __init__(
        self, model: DetailsModel, parent: QWidget | None = None, multimedia: Multimedia | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.listening = Listening(multimedia or QtMultimedia(), self)
        self.axis = TimeAxis(self)
        self.page = DetailsPage(model, self.axis, self)
        self._helping = Helping(model, self)
        empty = QLabel(self.tr("Choose a job to see and hear what was made of it."), self)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(empty)
        self._pages.addWidget(self.page)
        self._keys = Keys(self.axis, self.listening, model.versions)
        self._connect_model()
        self._connect_parts()
        self._bind_keys()
        self._renew_engines()
        self._show()

    def show_job(self, job: JobInfo | None) -> None:
        self._model.show(job)

    def close_files(self) -> None:
        """Before the program ends: nothing is played or auditioned any more."""
        self.listening.close()
        self._model.auditions.drop()

    def hideEvent(self, event: QHideEvent) -> None:
        self.listening.pause()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field has taken: letters mean something here, and never while somebody types."""
        if not self._keys.take(event):
            super().keyPressEvent(event)

    # its parts

    def _connect_model(self) -> None:
        model = self._model
        model.shown.connect(self._show)
        model.changed.connect(self._renew)
        model.order_changed.connect(self._renew_order)
        model.obstacle_changed.connect(self._renew_banners)
        model.engines_changed.connect(self._renew_engines)
        model.refused.connect(self._tell)
        model.submitted.connect(self._submitted)
        model.looks.strip_changed.connect(self._show_still)
        model.versions.changed.connect(self._renew_versions)
        model.restored.connect(self._restore)
        model.auditions.started.connect(self._audition_started)
        model.auditions.ready.connect(self._audition)
        model.auditions.failed.connect(self._audition_failed)
        model.auditions.held_up.connect(self._audition_held_up)

    def _connect_parts(self) -> None:
        listening, transport, model = self.listening, self.page.transport, self._model
        listening.moved.connect(self._move)
        listening.playing_changed.connect(transport.set_playing)
        listening.pictured.connect(self.page.picture.show_image)
        listening.trouble_changed.connect(self._renew_trouble)
        listening.heard_changed.connect(self._renew_heard)
        self.axis.sought.connect(listening.seek)
        self.axis.part_changed.connect(self._renew_part)
        transport.play_wanted.connect(listening.toggle)
        transport.start_wanted.connect(lambda: listening.seek(0.0))
        transport.loop_wanted.connect(listening.loop)
        transport.outside_wanted.connect(self._play_outside)
        self.page.header.reveal_wanted.connect(lambda: self._with_file(reveal))
        self.page.header.copied.connect(lambda: self.message.emit(self.tr("Copied.")))
        self.page.header.open_wanted.connect(lambda: self._with_file(self._open))
        self.page.failure.remedy_wanted.connect(self._helping.help)
        self._helping.engines_wanted.connect(self.engines_wanted)
        self._helping.log_wanted.connect(self.log_wanted)
        self.page.inspector.reset_wanted.connect(model.reset_contacts)
        self.page.inspector.keep_wanted.connect(model.keep)
        self.page.wording.again_wanted.connect(lambda: model.generate(**self.page.wording.wishes()))
        self.page.wording.take_wanted.connect(self._take)
        self.page.versions.heard.connect(listening.hear)
        self.page.versions.opened.connect(self.job_wanted)
        self.page.part.again_wanted.connect(self._generate_part)
        self.page.part.message.connect(self.message)

    def _bind_keys(self) -> None:
        self.addActions(self.page.header.actions_on_files)
        undo = self._model.edits.undo
        for keys, do in (
            (QKeySequence.StandardKey.Undo, undo.undo),
            (QKeySequence.StandardKey.Redo, undo.redo),
            (QKeySequence.StandardKey.ZoomIn, lambda: self.axis.zoom(CLOSER)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self.axis.zoom(1 / CLOSER)),
            (QKeySequence("Ctrl+0"), self.axis.fit),
            (QKeySequence("Ctrl+L"), self.page.transport.loop.toggle),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    # what is new

    def _show(self) -> None:
        """Another job."""
        job, time = self._model.job, self._model.time
        self._pages.setCurrentIndex(0 if job is None else 1)
        self.axis.show(time, anew=True)
        self.page.picture.show_image(None)
        self.listening.show(job, time)
        self.page.wording.show_order(None, "")
        self.page.inspector.say("")
        self._renew()
        self._renew_versions()

    def _renew(self) -> None:
        model = self._model
        if model.job is None or model.time is None:
            return
        self.page.header.show_job(model.job, model.time)
        self._renew_files()
        if self.axis.time != model.time:
            self.axis.show(model.time, anew=False)
        self.page.timeline.strip.setVisible(model.job.media is not None)
        self.page.part.show_job(model.job)
        heard = self.listening.heard
        if heard is not None and heard.id == model.job.id and heard.outputs != model.job.outputs:
            self.listening.show(model.job, model.time)
        self._renew_banners()
        self._renew_editable()
        self._show_still()

    def _renew_order(self) -> None:
        job = self._model.job
        if job is not None:
            self.page.wording.show_order(self._model.order, job.engine)
            self.listening.show_film(job, self._model.order, self._model.time)
        self._renew_editable()

    def _renew_engines(self) -> None:
        self.page.wording.offer(self._model.engines)
        self._renew_editable()

    def _renew_editable(self) -> None:
        model = self._model
        why = self.tr("Contacts can be edited when the job is done.")
        if model.engine is not None:
            self.page.inspector.offer_materials(model.engine.materials)
            if not model.engine.follows_cues:
                why = self.tr("This engine follows the picture by itself: it has no contacts to edit.")
        self.page.inspector.allow(model.editable, why)
        self.page.timeline.contacts.allow(model.editable, model.order.sensitivity if model.order else 0.5)

    def _renew_banners(self) -> None:
        job = self._model.job
        if job is not None:
            trouble = trouble_of(job, self._model.obstacle) or Trouble("")
            self.page.failure.say(trouble.words, trouble.remedies)
            self.page.notices.say("\n".join(job.notices))

    def _renew_versions(self) -> None:
        heard = self.listening.heard
        self.page.versions.show_versions(self._model.versions.jobs, heard.id if heard is not None else None)

    def _renew_heard(self) -> None:
        heard = self.listening.heard
        self.page.versions.mark(heard.id if heard is not None else None)
        self.page.transport.set_playable(self.listening.playable)
        self._model.looks.hear(heard)
        self.page.timeline.show_files(heard)
        self._renew_files()

    def _renew_files(self) -> None:
        chosen = self._chosen
        self.page.header.set_files([output.path for output in chosen.outputs] if chosen is not None else [])

    @property
    def _chosen(self) -> JobInfo | None:
        """The version that is heard, but for auditions: their files go."""
        heard = self.listening.heard
        return self._model.job if heard is None or self._model.auditions.owns(heard) else heard

    def _renew_trouble(self) -> None:
        sound, picture = self.listening.sound_trouble, self.listening.picture_trouble
        if not self.listening.playable and sound:
            self.page.transport.set_note(self.tr("Cannot play here: {reason}").format(reason=sound), outside=True)
        elif picture:
            words = self.tr("Stills only: {reason}").format(reason=picture)
            self.page.transport.set_note(words, outside=True)
        else:
            self.page.transport.set_note(sound, outside=False)

    def _renew_part(self) -> None:
        part = self.axis.part
        self.listening.set_part((float(part[0]), float(part[1])) if part is not None else None)

    def _move(self, seconds: float) -> None:
        self.axis.move_playhead(seconds)
        if self.listening.playing:
            self.axis.reveal(seconds)
        self._show_still()

    def _show_still(self) -> None:
        """Where no film is shown."""
        job = self._model.job
        if job is None or self.listening.filming:
            return
        self.page.picture.show_image(self.page.timeline.strip.still_at(self.axis.playhead))
        trouble = self._model.looks.trouble
        words = self.tr("Made from words alone: there is no picture.") if job.media is None else ""
        self.page.picture.show_words(words or (trouble.message if trouble is not None else ""))

    # what is wanted

    def _audition(self, made: JobInfo, about: float) -> None:
        self.page.inspector.say(self.tr("You hear an audition: it is thrown away unless you keep it."))
        self._hear_edit(made, about)

    def _restore(self, about: float) -> None:
        self.page.inspector.say("")
        if self._model.job is not None:
            self._hear_edit(self._model.job, about)

    def _hear_edit(self, made: JobInfo, about: float) -> None:
        if self.isVisible():
            self.listening.audition(made, about)
        else:
            self.listening.hear(made)

    def _audition_started(self) -> None:
        self.page.inspector.say(self.tr("Making it ..."))

    def _audition_failed(self, refusal: Refusal) -> None:
        self.page.inspector.say(refusal.message)

    def _audition_held_up(self, obstacle: Remedy) -> None:
        self.page.inspector.say(obstacle_words(obstacle))

    def _tell(self, refusal: Refusal) -> None:
        self.message.emit(refusal.message)

    def _submitted(self, jobs: list[str]) -> None:
        self.message.emit(self.tr("%n job(s) queued", "", len(jobs)))
        if jobs:
            self.job_wanted.emit(jobs[0])

    def _take(self) -> None:
        wishes = self.page.wording.wishes()
        del wishes["seed"]
        self._model.new_take(**wishes)

    def _generate_part(self, file: int) -> None:
        job, time, part = self._model.job, self._model.time, self.axis.part
        if job is None or time is None or part is None or file >= len(job.outputs):
            return
        wishes = self.page.wording.wishes()
        del wishes["layers"]
        self._model.generate_part(job.outputs[file], time.exact(part[0]), time.exact(part[1]), **wishes)

    def _play_outside(self) -> None:
        job = self._model.job
        if job is not None and job.movie is not None:
            self._open(Path(job.movie))
        else:
            self._with_file(self._open)

    def _with_file(self, do: Callable[[Path], object]) -> None:
        job = self._chosen
        if job is not None and job.outputs:
            do(Path(job.outputs[0].path))

    def _open(self, path: Path) -> None:
        if not open_file(path):
            self.message.emit(self.tr("No program is known for {name}.").format(name=path.name))
