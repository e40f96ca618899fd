"""Windows made with Resolve's UIManager, which Studio alone has."""

from typing import Any, Dict, List, Optional, Sequence

from footfall_resolve.dialogs import Field, NoWindow

_SIZE = [200, 200, 560, 260]


def form(fusion: Any, bmd: Any, fields: List[Field], button: str) -> Optional[Dict[str, Any]]:
    """Raises `NoWindow`."""
    ui = _manager(fusion)
    rows = [ui.HGroup([ui.Label({"Text": field.label, "Weight": 0.4}), _control(ui, field)]) for field in fields]

    def fill(items: Any) -> None:
        for field in fields:
            if field.choices:
                _offer(items[field.name], field.choices, field.first)

    def read(items: Any) -> Dict[str, Any]:
        return {field.name: _answer(items[field.name], field) for field in fields}

    return _asked(ui, bmd, "Footfall", rows, button, read, fill)  # type: ignore[no-any-return]


def choose(fusion: Any, bmd: Any, title: str, lines: List[str], heard: int) -> Optional[int]:
    """Raises `NoWindow`."""
    ui = _manager(fusion)
    box = ui.ComboBox({"ID": "take"})

    def fill(items: Any) -> None:
        _offer(items["take"], lines, max(0, heard))

    def read(items: Any) -> int:
        return int(items["take"].CurrentIndex)

    return _asked(ui, bmd, title, [box], "Use", read, fill)  # type: ignore[no-any-return]


def _manager(fusion: Any) -> Any:
    ui = fusion.UIManager
    if not ui:
        raise NoWindow
    return ui


def _control(ui: Any, field: Field) -> Any:
    if field.choices:
        return ui.ComboBox({"ID": field.name})
    if isinstance(field.first, bool):
        return ui.CheckBox({"ID": field.name, "Checked": field.first})
    return ui.LineEdit({"ID": field.name, "Text": str(field.first)})


def _offer(box: Any, lines: Sequence[str], chosen: int) -> None:
    for line in lines:
        box.AddItem(line)
    box.CurrentIndex = chosen


def _answer(control: Any, field: Field) -> Any:
    if field.choices:
        return control.CurrentIndex
    return control.Checked if isinstance(field.first, bool) else control.Text


def _asked(ui: Any, bmd: Any, title: str, rows: List[Any], button: str, read: Any, fill: Any = None) -> Any:
    """What `read` gives when the button is pressed; None where the window is closed."""
    loop = bmd.UIDispatcher(ui)
    accept = ui.Button({"ID": "accept", "Text": button})
    window = loop.AddWindow(
        {"ID": "footfall", "WindowTitle": title, "Geometry": _SIZE}, [ui.VGroup([*rows, accept])]
    )
    items = window.GetItems()
    answers: List[Any] = []

    def accepted(_event: Any) -> None:
        answers.append(read(items))
        loop.ExitLoop()

    window.On.accept.Clicked = accepted
    window.On.footfall.Close = lambda _event: loop.ExitLoop()
    if fill is not None:
        fill(items)
    window.Show()
    loop.RunLoop()
    window.Hide()
    return answers[0] if answers else None
