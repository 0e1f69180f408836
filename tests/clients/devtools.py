"""A headless Chromium, driven by the DevTools protocol over a pipe (no port, no library).

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--window-size=1280,1400", "--remote-debugging-pipe"),
)
_KEYS = {"Enter": ("\r", 13), "Shift+Enter": ("\r", 13), "End": ("", 35)}


class Browser:
    """One tab. Every call waits for its answer; `seconds` is the longest wait."""

    def __init__(self, to: int, answers: int, seconds: float = 40) -> None:
        self._to, self._answers, self.seconds = to, answers, seconds
        self._number = 0
        self._read = b""
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a method of the protocol."""
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        deadline = time.monotonic() + self.seconds
        while True:
            answer = self._next(deadline)
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, parameters, answer)
                return dict(answer["result"])

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, (script, done)
        return done["result"].get("value")

    def go(self, url: str, ready: str) -> None:
        """Open a page and wait until an expression in it is true; what does not come is loaded again."""
        for _ in range(3):
            self.call("Page.navigate", url=url)
            if self._comes(ready, self.seconds / 3):
                return
        self.wait(ready)

    def wait(self, ready: str) -> None:
        if not self._comes(ready, self.seconds):
            page = self.run("location.href + ': ' + document.body.innerText")
            raise AssertionError(f"{ready} never came true at {str(page)[:1000]}")

    def _comes(self, ready: str, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            done = self.call("Runtime.evaluate", expression=f"!!({ready})", returnByValue=True)
            if done.get("result", {}).get("value") is True:
                return True
            time.sleep(0.05)
        return False

    def type(self, text: str) -> None:
        """Keys: an empty line is Enter twice, a new line Shift and Enter."""
        for number, part in enumerate(text.split("\n\n")):
            if number:
                self.key("Enter")
                self.key("Enter")
            for line_number, line in enumerate(part.split("\n")):
                if line_number:
                    self.key("Shift+Enter")
                self.call("Input.insertText", text=line)

    def key(self, name: str) -> None:
        text, code = _KEYS[name]
        modifiers = 8 if name.startswith("Shift+") else 0
        key = name.rpartition("+")[2]
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                text=text if kind == "keyDown" else "",
                windowsVirtualKeyCode=code,
                modifiers=modifiers,
            )

    def dark(self, wanted: bool) -> None:
        """The light of the room, as `prefers-color-scheme` says it."""
        value = "dark" if wanted else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": value}])

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def _next(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the browser does not answer"
            read = os.read(self._answers, 1 << 20)
            assert read, "the browser has ended"
            self._read += read
        answer, _, self._read = self._read.partition(b"\0")
        return dict(json.loads(answer))


@contextlib.contextmanager
def running_browser(program: str, folder: Path) -> Iterator[Browser]:
    """Started with a profile in the folder, ended at the end."""
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    command = [program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(
        ["bash", "-c", f'exec "$0" "$@" 3<&{in_read} 4>&{out_write}', *command],
        pass_fds=(in_read, out_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(in_read)
    os.close(out_write)
    try:
        yield Browser(in_write, out_read)
    finally:
        os.close(in_write)
        os.close(out_read)
        process.terminate()
        process.wait(20)
