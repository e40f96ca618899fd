"""A window in a process of its own (tkinter): asks what standard input says, and prints the answer as JSON.

Run as a script. Not inside Resolve, whose own windows and tkinter's do not go together.
"""

import json
import sys
from typing import Any, Callable, Dict, List, Tuple

_SHOWN_FOR = 8000  # milliseconds that a message stays


def main() -> int:
    wanted = json.load(sys.stdin)
    try:
        import tkinter
    except ImportError:
        return 3
    try:
        root = tkinter.Tk()
    except tkinter.TclError:
        return 3
    root.title("Footfall")
    root.attributes("-topmost", True)
    answer = {"form": _form, "list": _list, "message": _message}[wanted["kind"]](tkinter, root, wanted)
    print(json.dumps(answer))
    return 0


def _form(tkinter: Any, root: Any, wanted: Dict[str, Any]) -> Any:
    """Fields are texts, whole numbers, ticks or choices: see `dialogs.Field`."""
    readers = {}
    for row, (name, label, first, choices) in enumerate(wanted["fields"]):
        tkinter.Label(root, text=label).grid(row=row, column=0, sticky="w", padx=8, pady=4)
        control, readers[name] = _control(tkinter, root, first, choices)
        control.grid(row=row, column=1, sticky="w", padx=8)
        if row == 0:
            control.focus_force()
    return _asked(tkinter, root, lambda: {name: read() for name, read in readers.items()}, wanted["button"])


def _control(tkinter: Any, root: Any, first: Any, choices: List[str]) -> Tuple[Any, Callable[[], Any]]:
    """And what tells its answer."""
    if choices:
        chosen = tkinter.StringVar(root, choices[first])
        menu = tkinter.OptionMenu(root, chosen, *choices)
        return menu, lambda: choices.index(chosen.get())
    if isinstance(first, bool):
        tick = tkinter.BooleanVar(root, first)
        return tkinter.Checkbutton(root, variable=tick), tick.get
    typed = tkinter.StringVar(root, str(first))
    width = 60 if isinstance(first, str) else 12
    return tkinter.Entry(root, textvariable=typed, width=width), typed.get


def _list(tkinter: Any, root: Any, wanted: Dict[str, Any]) -> Any:
    tkinter.Label(root, text=wanted["title"]).grid(row=0, column=0, padx=8, pady=4)
    box = tkinter.Listbox(root, width=80, height=min(20, len(wanted["lines"])), exportselection=False)
    for line in wanted["lines"]:
        box.insert("end", line)
    box.selection_set(max(0, wanted["chosen"]))
    box.grid(row=1, column=0, padx=8)
    box.focus_force()
    return _asked(tkinter, root, lambda: (box.curselection() or [None])[0], wanted["button"])


def _asked(tkinter: Any, root: Any, read: Any, button: str) -> Any:
    """What `read` gives when the button or Return is pressed; None where the window is closed."""
    answers = []

    def accept(_event: Any = None) -> None:
        answers.append(read())
        root.destroy()

    row = root.grid_size()[1]
    tkinter.Button(root, text=button, command=accept).grid(row=row, column=0, padx=8, pady=8, sticky="w")
    root.bind("<Return>", accept)
    root.bind("<Escape>", lambda _event: root.destroy())
    root.mainloop()
    return answers[0] if answers else None


def _message(tkinter: Any, root: Any, wanted: Dict[str, Any]) -> Any:
    text = "\n".join(wanted["lines"])
    tkinter.Label(root, text=text, justify="left", wraplength=560).grid(padx=16, pady=16)
    root.bind("<Escape>", lambda _event: root.destroy())
    root.after(_SHOWN_FOR, root.destroy)
    root.mainloop()
    return None


if __name__ == "__main__":
    sys.exit(main())
