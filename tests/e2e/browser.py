"""Headless Chromium, driven by the DevTools protocol through pipes."""
import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

from harness import wait_until

QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-extensions", "--disable-default-apps", "--hide-scrollbars",
         "--disable-dev-shm-usage", "--remote-debugging-pipe")


class Browser:
    """A browser with one page, for the length of a `with`."""

    def __init__(self, *flags):
        self.flags = flags

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="pushbench-browser-")
        its_end, self.to = os.pipe()
        self.back, its_other_end = os.pipe()
        # Chromium reads from descriptor 3 and writes to 4; sh redirects no number above 9.
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", f'exec "$@" 3<&{its_end} 4>&{its_other_end}', "bash", "chromium",
             *QUIET, *self.flags, f"--user-data-dir={self.folder}", "about:blank"],
            pass_fds=(its_end, its_other_end), stdin=subprocess.DEVNULL, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=open(f"{self.folder}/log", "w"))
        os.close(its_end)
        os.close(its_other_end)
        self.waiting, self.number, self.events = b"", 0, []
        pages = self.call("Target.getTargets")["targetInfos"]
        page = next(page["targetId"] for page in pages if page["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.ask(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.to)
        os.close(self.back)
        wait_until(self.removed, f"the removal of {self.folder}")

    def removed(self):
        """The browser's other processes may write into the folder until they have ended."""
        shutil.rmtree(self.folder, ignore_errors=True)
        return not os.path.exists(self.folder)

    def message(self):
        while b"\0" not in self.waiting:
            got = os.read(self.back, 1 << 20)
            if not got:
                log = open(f"{self.folder}/log").read()[-500:]
                raise AssertionError(f"the browser ended with {self.process.wait(10)}: {log}")
            self.waiting += got
        text, _, self.waiting = self.waiting.partition(b"\0")
        return json.loads(text)

    def call(self, method, session=None, **params):
        self.number += 1
        said = {"id": self.number, "method": method, "params": params}
        if session:
            said["sessionId"] = session
        os.write(self.to, json.dumps(said).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def ask(self, method, **params):
        return self.call(method, self.session, **params)

    def open(self, url):
        """Loads a page; afterwards `requests` has the addresses that it requested."""
        self.events.clear()
        self.ask("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())
        self.requests = [event["params"]["request"]["url"] for event in self.events
                         if event.get("method") == "Network.requestWillBeSent"]

    def show(self, width, media="screen", scheme="light"):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900,
                 deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", media=media,
                 features=[{"name": "prefers-color-scheme", "value": scheme}])

    def run(self, script):
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"])
        return result["result"].get("value")

    def point(self, x, y):
        """Moves the mouse to a place of the window."""
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, pointerType="mouse")

    def touch(self, x, y):
        for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
            self.ask("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def scripts(self, run):
        """Whether pages that are opened from now on run their scripts."""
        self.ask("Emulation.setScriptExecutionDisabled", value=not run)

    def paper(self):
        """Width and height of the paper that the page asks for, in points."""
        pdf = base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True,
                                        pageRanges="1")["data"])
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        return float(box[1]), float(box[2])
