"""A real Chromium, driven by its own protocol: what a person does with keys, and what a person sees."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from websockets.sync.client import ClientConnection, connect

from tests.end_to_end.house import until

_PATIENCE = 30.0
_KEYS = {"Tab": 9, "Enter": 13, " ": 32}


class Page:
    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._numbers = itertools.count(1)
        self.tell("Page.enable")

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            heard = json.loads(self._line.recv(_PATIENCE))
            if heard.get("id") == number:
                assert "error" not in heard, heard
                result: dict[str, Any] = heard["result"]
                return result

    def go(self, address: str) -> None:
        self.tell("Page.navigate", url=address)
        until(
            lambda: bool(self.run("document.readyState === 'complete' && !!document.querySelector('main *')")),
            address,
        )

    def leave(self) -> None:
        """As when its window is closed; what the page remembers stays."""
        self.tell("Page.navigate", url="about:blank")
        until(lambda: self.run("location.href") == "about:blank", "the page to be left")

    def run(self, script: str) -> Any:
        answer = self.tell("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    @property
    def text(self) -> str:
        """What can be seen."""
        return str(self.run("document.body.innerText"))

    def until_it_says(self, words: str) -> None:
        try:
            until(lambda: words in self.text, words)
        except AssertionError:
            raise AssertionError(f"{words!r} is not in:\n{self.text}") from None

    def press(self, key: str, *, shift: bool = False) -> None:
        code = {"key": key, "windowsVirtualKeyCode": _KEYS[key], "modifiers": 8 if shift else 0}
        text = {"Enter": "\r", " ": " "}.get(key)
        self.tell("Input.dispatchKeyEvent", type="keyDown", **code, **({"text": text} if text else {}))
        self.tell("Input.dispatchKeyEvent", type="keyUp", **code)

    def type(self, words: str) -> None:
        self.tell("Input.insertText", text=words)

    def tab_to(self, name: str) -> None:
        """With the keyboard alone, to the control of this name."""
        for _ in range(60):
            if self.focused == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name!r} cannot be reached with the Tab key")

    @property
    def focused(self) -> str:
        """The name of the control that has the focus, as it is read aloud."""
        return str(
            self.run(
                "(a => a.getAttribute('aria-label') || (a.labels && a.labels[0] && a.labels[0].textContent)"
                " || a.textContent)(document.activeElement)"
            )
        )

    def theme(self, theme: Literal["dark", "light"]) -> None:
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def size(self, width: int, height: int) -> None:
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def picture(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.tell("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def a_browser(program: str, folder: Path) -> Iterator[Page]:
    words = [
        program,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "about:blank",
    ]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            where = folder / "DevToolsActivePort"
            until(lambda: where.exists() and where.read_text().count("\n") > 0, "Chromium to start")
            with connect(_page_address(int(where.read_text().split()[0])), max_size=None) as line:
                yield Page(line)
        finally:
            process.terminate()


def _page_address(port: int) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    line.request("GET", "/json/list")
    targets = json.loads(line.getresponse().read())
    line.close()
    return next(str(target["webSocketDebuggerUrl"]) for target in targets if target["type"] == "page")
