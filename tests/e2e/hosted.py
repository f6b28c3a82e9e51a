"""A server that a target file describes, started by `pushbench host` for the length of a `with`."""
import json
import os
import signal
import subprocess

from harness import ROOT, Skip, check

DESCRIBED = ROOT / "tests" / "targets"
AIOHTTP = ["/usr/bin/python3", "-c", "import aiohttp"]


def need_aiohttp():
    """The servers in tests/targets are programs for Debian's Python."""
    try:
        found = subprocess.run(AIOHTTP, capture_output=True).returncode == 0
    except OSError:
        found = False
    if not found:
        raise Skip("the package python3-aiohttp is not installed")


def changed(world, name, change):
    """The path of a copy of tests/targets/NAME.json, as change(description) has made it."""
    description = json.loads((DESCRIBED / f"{name}.json").read_text())
    del description["$schema"]
    description["server"]["folder"] = str(DESCRIBED / name)
    if "secrets" in description:
        (world.folder / f"{name}.secrets").write_bytes(
            (DESCRIBED / description["secrets"]).read_bytes())
        description["secrets"] = f"{name}.secrets"
    change(description)
    path = world.folder / f"{name}-changed.json"
    path.write_text(json.dumps(description))
    return path


class Hosted:
    """`port` is its port, `arguments` are the client's options for it."""

    def __init__(self, world, target):
        self.world, self.target = world, str(target)
        self.command = [world.program("pushbench"), "host", self.target]

    def __enter__(self):
        self.start()
        return self

    def start(self, *more):
        self.process = subprocess.Popen([*self.command, *more], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        check(line, self.target, "does not start:", not line and self.process.communicate()[1])
        self.ready = json.loads(line)
        self.port = self.ready["port"]
        self.ports = ",".join(f"{name}={port}" for name, port in self.ready["ports"].items())
        self.arguments = ["--target", self.target, "--target-ports", self.ports]
        if self.ready["input"]:
            self.arguments += ["--target-input", self.ready["input"]]

    def kill(self):
        """All of its processes, without a warning: they go with their host."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def start_again(self):
        """On the same ports, to which the users come back."""
        self.start("--ports", self.ports)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=30)
            check(self.process.returncode == 0, "its host ended with", self.process.returncode)
