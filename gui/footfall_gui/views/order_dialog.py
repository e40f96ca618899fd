"""The order for clips that were dropped: which files and ranges, what is heard, by which engine, how often."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from footfall_bridge.protocol import Engine, Layer, Refusal
from footfall_gui.models.draft import MOST_TAKES, Draft, Wanted


class OrderDialog(QDialog):
    """Nothing starts before the button is pressed; then `ordered` has the orders."""

    ordered = Signal(list)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setWindowTitle(self.tr("Make Foley"))
        self.clips = self._clip_table()
        self.trouble = QLabel(wordWrap=True)
        self.prompt = QLineEdit(placeholderText=self.tr("boots on gravel, light rain"))
        self.prompt.setMaxLength(2000)
        self.presets = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.presets.setText(self.tr("Presets"))
        self.presets.setMenu(QMenu(self.presets))
        self.engine = QComboBox()
        self.takes = QSpinBox(minimum=1, maximum=MOST_TAKES)
        self.layers = {layer: QCheckBox(text) for layer, text in self._layer_names().items()}
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._order)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.engine.currentIndexChanged.connect(self._follow_engine)
        draft.clips.changed.connect(self._refresh)
        draft.found.connect(self._refresh)
        draft.offered.connect(self._offer)
        self._wish(draft.remembered())
        self._refresh()

    def _wish(self, wanted: Wanted) -> None:
        self.prompt.setText(wanted.prompt)
        self.prompt.selectAll()
        self.takes.setValue(wanted.takes)
        for layer, box in self.layers.items():
            box.setChecked(layer in wanted.layers)
        self._offer()

    def wanted(self) -> Wanted:
        layers = tuple(layer for layer, box in self.layers.items() if box.isChecked() and box.isEnabled())
        return Wanted(self.prompt.text().strip(), self.engine.currentData() or "", self.takes.value(), layers)

    def _order(self) -> None:
        try:
            orders = self._draft.orders(self.wanted())
        except Refusal as refusal:
            self.trouble.setText(refusal.message)
            return
        self.ordered.emit(orders)
        self.accept()

    # what there is

    def _refresh(self) -> None:
        count = len(self._draft.clips.rows)
        trouble = self._draft.trouble.message if self._draft.trouble else self._draft.clips.trouble()
        if self._draft.looking:
            trouble = self.tr("Looking for clips …")
        elif not trouble and self._draft.left_out:
            trouble = "\n".join(self._draft.left_out)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.start.setText(self.tr("&Make Foley for %n clip(s)", "", count))
        self.start.setEnabled(count > 0 and not self._draft.clips.trouble())

    def _offer(self) -> None:
        """The engines that are ready, the last one used first chosen; and prompts by name."""
        engines = self._draft.offer.engines
        chosen = self.engine.currentData() or self._draft.remembered().engine
        model = QStandardItemModel(self.engine)
        if self._draft.offer.projects:
            title = next((engine.title for engine in engines if engine.default), "")
            model.appendRow(_item(self.tr("The project's, else {engine}").format(engine=title), ""))
        for engine in engines:
            model.appendRow(_item_of(engine))
        self.engine.setModel(model)
        default = "" if self._draft.offer.projects else self._default()
        ready = [engine.name for engine in engines if engine.ready]
        self.engine.setCurrentIndex(self.engine.findData(chosen if chosen in ready else default))
        self.engine.setEnabled(bool(engines))
        self._offer_presets()
        self._follow_engine()

    def _default(self) -> str:
        return next((engine.name for engine in self._draft.offer.engines if engine.default), "")

    def _offer_presets(self) -> None:
        menu = self.presets.menu()
        menu.clear()
        for name, prompt in sorted(self._draft.offer.presets.items()):
            menu.addAction(name).triggered.connect(partial(self.prompt.setText, prompt))
        self.presets.setVisible(bool(self._draft.offer.presets))

    def _follow_engine(self) -> None:
        """Only layers that the engine can give by themselves."""
        engines = {engine.name: engine for engine in self._draft.offer.engines}
        engine = engines.get(self.engine.currentData() or self._default())
        for layer, box in self.layers.items():
            box.setEnabled(engine is not None and layer in engine.layers)

    # how it is laid out

    def _lay_out(self) -> None:
        prompt = QHBoxLayout()
        prompt.addWidget(self.prompt, 1)
        prompt.addWidget(self.presets)
        layers = QHBoxLayout()
        for box in self.layers.values():
            layers.addWidget(box)
        layers.addStretch()
        form = QFormLayout()
        form.addRow(self.tr("&Prompt:"), prompt)
        form.labelForField(prompt).setBuddy(self.prompt)  # type: ignore[attr-defined]
        form.addRow(self.tr("&Engine:"), self.engine)
        form.addRow(self.tr("&Takes:"), self.takes)
        form.addRow(self.tr("Layers as files:"), layers)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.clips, 1)
        column.addWidget(self.trouble)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.resize(620, 420)
        self.prompt.setFocus()
        self.start.setDefault(True)

    def _clip_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._draft.clips)
        table.setAccessibleName(self.tr("Clips"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            table.setColumnWidth(column, 110)
        table.setToolTip(
            self.tr("Type over in and out: 01:00:02:21, or seconds such as 12.5. Delete leaves it out.")
        )
        keys = QKeySequence(QKeySequence.StandardKey.Delete)
        QShortcut(keys, table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(self._leave_out)
        return table

    def _leave_out(self) -> None:
        self._draft.clips.remove([index.row() for index in self.clips.selectionModel().selectedRows()])

    def _layer_names(self) -> dict[Layer, str]:
        return {
            Layer.feet: self.tr("&feet"),
            Layer.props: self.tr("pr&ops"),
            Layer.cloth: self.tr("&cloth"),
            Layer.ambience: self.tr("&ambience"),
        }


def _item_of(engine: Engine) -> QStandardItem:
    item = _item(engine.title, engine.name)
    item.setEnabled(engine.ready)
    item.setToolTip(engine.missing)
    return item


def _item(text: str, engine: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(engine, Qt.ItemDataRole.UserRole)
    return item
