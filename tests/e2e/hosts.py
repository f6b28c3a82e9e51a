"""The servers of targets/, started by `pushbench host`, and that nothing of them is left."""
import json
import os
import select
import signal
import socket
import subprocess

from harness import ROOT, Skip, check, test, wait_until

STARTED = [path.stem for path in sorted(ROOT.glob("targets/*.json"))
           if "server" in json.loads(path.read_text(encoding="utf-8"))]
ABSENT = ("no such program", "Cannot find module", "No module named", "not found")


class Host:
    """`pushbench host` for the length of a `with`. What it starts inherits one end of a pipe, whose
    other end tells when nobody has it any more."""

    def __init__(self, world, target, *arguments):
        self.command = [world.program("pushbench"), "host", target, *arguments]

    def __enter__(self):
        self.witness, inherited = os.pipe()
        self.process = subprocess.Popen(self.command, cwd=ROOT, text=True, pass_fds=[inherited],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.close(inherited)
        line = self.process.stdout.readline()
        if not line:
            said = self.process.communicate()[1]
            os.close(self.witness)
            for lacking in said.splitlines():
                if any(words in lacking for words in ABSENT):
                    raise Skip(lacking)
            raise AssertionError(said[-500:])
        self.ready = json.loads(line)
        return self

    def end(self, number):
        self.process.send_signal(number)
        said = self.process.communicate(timeout=20)[1]
        os.set_blocking(self.witness, False)
        wait_until(self.nothing_is_left, f"the end of all that {self.command} started")
        return self.process.returncode, said

    def nothing_is_left(self):
        try:
            return os.read(self.witness, 1) == b""
        except BlockingIOError:
            return False

    def takes_connections(self):
        with socket.socket() as user:
            return user.connect_ex((self.ready["host"], self.ready["port"])) == 0

    def answers(self):
        """Whether it answers a request, or ends its connection: then its event loop runs. Mosquitto
        says that it runs a moment before, and forgets a SIGTERM that comes between."""
        with socket.create_connection((self.ready["host"], self.ready["port"]), timeout=10) as user:
            user.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return bool(select.select([user], [], [], 10)[0])

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        os.close(self.witness)


def register(name):
    def started(world):
        with Host(world, name) as host:
            check(host.answers(), host.ready)
            check(host.ready["ports"][""] == host.ready["port"], host.ready)
            status, said = host.end(signal.SIGTERM)
            check(status == 0 and "was killed" not in said, status, said[-500:])
            check(not host.takes_connections(), "its port still takes connections")
        with Host(world, name, "--ports", f"={host.ready['port']}") as again:
            check(again.ready["port"] == host.ready["port"], again.ready)
            again.end(signal.SIGKILL)
            check(not again.takes_connections(), "its port still takes connections")

    words = name.replace(".", "_").replace("-", "_")
    started.__name__ = f"the_server_{words}_starts_and_ends_whole_and_comes_back_at_the_same_port"
    test()(started)


for each in STARTED:
    register(each)


@test()
def a_server_that_is_not_there_is_told_in_one_line(world):
    done = world.pushbench("host", "nowhere")
    check(done.returncode == 2 and "there is no targets/nowhere.json" in done.stderr, done.stderr)
    done = world.pushbench("host", "mercure")
    check(done.returncode != 0 and done.stderr.count("\n") == 1, done.stderr)
    done = world.pushbench("host")
    check(done.returncode == 2 and "host needs a target" in done.stderr, done.stderr)
    done = world.pushbench("host", "nchan", "--port", "=1")
    check(done.returncode == 2 and "unexpected argument '--port'" in done.stderr, done.stderr)
