"""A server that a target file describes, started by `pushbench host` for the length of a `with`, to
be used by a client."""
import json
import signal

from harness import ROOT, check
from hosts import Host

DESCRIBED = ROOT / "tests" / "targets"


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

    def __enter__(self):
        self.start()
        return self

    def start(self, *more):
        self.host = Host(self.world, self.target, *more).__enter__()
        ready = self.host.ready
        self.port = ready["port"]
        self.ports = ",".join(f"{name}={port}" for name, port in ready["ports"].items())
        self.arguments = ["--target", self.target, "--target-ports", self.ports]
        if ready["input"]:
            self.arguments += ["--target-input", ready["input"]]

    def kill(self):
        """All of its processes, without a warning: they go with their host."""
        host, self.host = self.host, None
        host.end(signal.SIGKILL)
        host.__exit__()

    def start_again(self):
        """On the same ports, to which the users come back."""
        self.start("--ports", self.ports)

    def __exit__(self, kind, *_):
        if not self.host:
            return
        try:
            if kind is None:
                status, said = self.host.end(signal.SIGTERM)
                check(status == 0, self.target, "its host ended with", status, said[-500:])
        finally:
            self.host.__exit__()
