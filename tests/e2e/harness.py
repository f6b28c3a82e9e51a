"""Shared by the end-to-end tests: the programs, a server for the length of a test, checks."""
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
TRANSPORTS = ("short_poll", "long_poll", "sse", "websocket")
ENGINES = ("lws", "civetweb", "epoll")
DEFLATING_ENGINES = ("lws", "epoll")  # that compress WebSockets
IN_PROCESS = ("null",)  # engines without a network
LIBRARIES = ("raw", "curl", "lws")
WEBSOCKET_LIBRARIES = ("raw", "lws")
TESTS = []

# For servers and clients that tests start; `pushbench run` makes a token for each run.
TOKEN = "token-of-the-end-to-end-tests"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
os.environ["PUSHBENCH_CONTROL_TOKEN"] = TOKEN
LOOK_S = 0.01
CLOSE_WAIT = "08"  # in /proc/net/tcp


class Skip(Exception):
    """The system lacks something that the test needs; the text names it."""


def test(late_s=None):
    """Registers a test, in the group that its file names. `late_s`: the test's time limits allow
    for delays of this length; a failure during which the noise meter saw a longer one does not
    count, and the test is run again."""
    def register(function):
        function.late_s = late_s
        TESTS.append((function.__module__, function))
        return function
    return register


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what))


def together(function, cases, at_once=4):
    """Calls function(*case) for each case, a few at a time. Not for tests that measure short
    times."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for done in [pool.submit(function, *case) for case in cases]:
            done.result()


def wait_until(condition, what, timeout_s=20):
    """Waits for `condition()` to be true, and returns its value; `what` describes it on failure."""
    deadline_s = time.monotonic() + timeout_s
    while not (value := condition()):
        check(time.monotonic() < deadline_s, "did not happen:", what)
        time.sleep(LOOK_S)
    return value


def sleep_until_s(instant_s):
    """Until an instant of the monotonic clock."""
    time.sleep(max(0.0, instant_s - time.monotonic()))


def latency_quantile_ns(document, quantile):
    """A quantile of latency_histogram, even if it has too few messages to be in the document: the
    upper bound of its counter (common/stats/histogram.h: 1,024 counters for each power of two)."""
    counters = document["latency_histogram"].partition(";")[2]
    counts = [tuple(map(int, pair.split(":"))) for pair in counters.split(",")]
    rank = quantile * sum(count for _, count in counts)
    for index, count in counts:
        rank -= count
        if rank <= 0:
            break
    shift = max(0, index // 1024 - 1)
    return (index - 1024 * shift + 1 << shift) - 1


def cells_in(out):
    """The cell.json of each cell and repeat in a run's folder."""
    return [json.loads(path.read_text()) for path in sorted(out.glob("cells/*/*/cell.json"))]


class World:
    """The programs, a folder for one test, and one that all tests of a run share."""

    def __init__(self, build, shared=None):
        self.build = pathlib.Path(build).resolve()
        self.shared = shared
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pushbench-e2e-"))

    def program(self, name):
        return str(self.build / name)

    def run(self, program, *arguments, timeout=20, prefix=(), **options):
        """Runs a program to its end, with its output captured."""
        command = [*map(str, prefix), self.program(program), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=timeout,
                              **options)

    def pushbench(self, *arguments, timeout=240, **options):
        return self.run("pushbench", *arguments, timeout=timeout, **options)

    def experiment(self, text, name="given.json"):
        path = self.folder / name
        path.write_text(text if isinstance(text, str) else json.dumps(text))
        return path

    def measured(self, name, params):
        """The cells of a run with these parameters."""
        out = self.folder / f"{name}-{time.monotonic_ns()}"
        given = self.experiment({"name": name, "params": params}, f"{name}.json")
        done = self.pushbench("run", given, "--out", out)
        cells = cells_in(out)
        check(cells, done.stderr[-500:])
        return cells


def is_answer(heard):
    """Whether these bytes are a whole HTTP answer with a Content-Length."""
    head, ended, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return bool(ended) and length is not None and len(body) >= int(length[1])


class Server:
    """pushbench-server for the length of a `with`; afterwards `counts` is its report."""

    def __init__(self, world, engine, *arguments, prefix=(), **options):
        self.command = [*prefix, world.program("pushbench-server"), "--engine", engine,
                        *map(str, arguments)]
        self.options = options  # of Popen
        self.counts = None

    def __enter__(self):
        self.start(self.command)
        return self

    def start(self, command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **self.options)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def kill(self):
        self.process.kill()
        self.process.communicate()

    def start_again(self):
        """On the same port, to which the clients reconnect."""
        self.start([*self.command, "--listen", f"127.0.0.1:{self.port}"])

    def has_read_all(self):
        """Whether its sockets have no unread bytes, and no connection waits to be accepted."""
        with open("/proc/net/tcp", encoding="ascii") as sockets:
            next(sockets)
            for line in sockets:
                _, local, _, state, queues = line.split()[:5]
                if int(local.split(":")[1], 16) != self.port:
                    continue
                unread = int(queues.split(":")[1], 16)
                if unread > (1 if state == CLOSE_WAIT else 0):  # a FIN that is unread counts as one
                    return False
        return True

    def ask_to_end(self):
        """When it has read what its users sent, so that both count the same."""
        with contextlib.suppress(AssertionError):  # some tests stop it, or leave it without a thread
            wait_until(self.has_read_all, "the server reads all", timeout_s=2)
        self.process.terminate()

    def __exit__(self, *_):
        self.ask_to_end()
        text = self.process.communicate(timeout=30)[0]
        check(self.process.returncode == 0, "the server ended with", self.process.returncode)
        self.counts = json.loads(text)

    def send(self, data, wait_s=0.5):
        """Sends raw bytes; returns the server's bytes up to a whole answer, the end of the
        connection, or `wait_s`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(data)
            deadline_s = time.monotonic() + wait_s
            heard = b""
            try:
                while not is_answer(heard) and (left_s := deadline_s - time.monotonic()) > 0:
                    connection.settimeout(left_s)
                    more = connection.recv(65536)
                    if not more:
                        break
                    heard += more
            except (socket.timeout, ConnectionResetError):
                pass
            return heard

    def ask(self, data):
        """Sends a request; returns its answer."""
        return self.send(data, 20)

    def get(self, path):
        """(status, body)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=AUTHORIZED)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def stats(self):
        return json.loads(self.get("/stats")[1])


class Client:
    """A running pushbench-client."""

    def __init__(self, world, server, transport, *arguments, env=None):
        self.process = subprocess.Popen(
            [world.program("pushbench-client"), "--transport", transport, "--connect",
             f"http://127.0.0.1:{server.port}", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

    def wait_for_phase(self, name):
        """Returns the last instant of the phase's line, in s: of `measure`, when that phase
        begins."""
        said = ""
        while line := self.process.stderr.readline():
            said += line
            if f"phase {name} " in line:
                return int(line.rpartition("=")[2]) / 1e9
        raise AssertionError(f"the client did not reach phase {name}: {said}")

    def result(self):
        """Waits for the end: (status, document, standard error)."""
        out, err = self.process.communicate(timeout=120)
        check(out, "no document:", self.process.returncode, err)
        return self.process.returncode, json.loads(out), err


class Run:
    """One server and its client, for run_together."""

    def __init__(self, engine, transport, server=(), client=()):
        self.engine, self.transport = engine, transport
        self.server_arguments, self.client_arguments = server, client
        self.name = f"{engine} {transport}"


def run_together(world, runs, around=contextlib.nullcontext, meanwhile=None):
    """Runs all at the same time: afterwards each has its `status`, `result`, `text` and `server`.
    `around` makes a context from the servers' ports, `meanwhile` is called with the runs."""
    with contextlib.ExitStack() as stack:
        for run in runs:
            run.server = stack.enter_context(Server(world, run.engine, "--publish-start", "request",
                                                    *run.server_arguments))
        with around([run.server.port for run in runs]):
            for run in runs:
                run.client = Client(world, run.server, run.transport, *run.client_arguments)
                stack.callback(run.client.end)
            if meanwhile:
                meanwhile(runs)
            for run in runs:
                run.status, run.result, run.text = run.client.result()
        for run in runs:  # before the first is waited for, since each takes a while
            run.server.ask_to_end()


def client(world, server, transport, *arguments, env=None):
    return Client(world, server, transport, *arguments, env=env).result()
