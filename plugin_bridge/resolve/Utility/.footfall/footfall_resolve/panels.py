"""Windows made with Resolve's UIManager, which Studio alone has."""

from typing import Any, Dict, List, Optional

from footfall_resolve.dialogs import Field, NoWindow

_SIZE = [200, 200, 560, 260]


def form(fusion: Any, bmd: Any, fields: List[Field], button: str) -> Optional[Dict[str, Any]]:
    """Raises `NoWindow`."""
    ui = _manager(fusion)
    rows = [
        ui.HGroup([ui.Label({"Text": label, "Weight": 0.4}), _field(ui, name, first)])
        for name, label, first in fields
    ]

    def read(items: Any) -> Dict[str, Any]:
        return {
            name: items[name].Checked if isinstance(first, bool) else items[name].Text for name, _, first in fields
        }

    return _asked(ui, bmd, "Footfall", rows, button, read)  # type: ignore[no-any-return]


def choose(fusion: Any, bmd: Any, title: str, lines: List[str], heard: int) -> Optional[int]:
    """Raises `NoWindow`."""
    ui = _manager(fusion)
    box = ui.ComboBox({"ID": "take"})

    def fill(items: Any) -> None:
        for line in lines:
            items["take"].AddItem(line)
        items["take"].CurrentIndex = max(0, heard)

    def read(items: Any) -> int:
        return int(items["take"].CurrentIndex)

    return _asked(ui, bmd, title, [box], "Use", read, fill)  # type: ignore[no-any-return]


def _manager(fusion: Any) -> Any:
    ui = fusion.UIManager
    if not ui:
        raise NoWindow
    return ui


def _field(ui: Any, name: str, first: Any) -> Any:
    if isinstance(first, bool):
        return ui.CheckBox({"ID": name, "Checked": first})
    return ui.LineEdit({"ID": name, "Text": str(first)})


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
