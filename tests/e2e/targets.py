"""pushbench try: the servers of targets/, and servers that behave badly."""
import contextlib
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time

from harness import ROOT, Skip, cells_in, check, test, together, wait_until
from hosted import DESCRIBED
from stranger import Stranger

PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
PROGRAMS = {"nchan": ("nginx",), "mosquitto": ("mosquitto",)}  # beside that of the command
MODULES = {"nchan": "/usr/lib/nginx/modules/ngx_nchan_module.so"}
PYTHON = {"aiohttp": "aiohttp"}
PUBLISH = {"request": {"url": "/publish/{channel}", "body": "{message}"}}
SUBSCRIBE = {"name": "subscribe", "send": "to {channel}", "expect": {"contains": "subscribed"},
             "within_s": 1}
WEBSOCKET = {"websocket": {"url": "/channels/{channel}", "subprotocols": ["chat"],
                           "steps": [SUBSCRIBE]}}


# --- the servers of targets/ ---------------------------------------------------------------------

def missing(world, name, description):
    """What the target needs and this system does not have; None if nothing. Our own programs are
    those of the build."""
    server = description["server"]
    for program in (server["command"][0], *PROGRAMS.get(name, ())):
        if not program.startswith(".") and not shutil.which(program, path=f"{world.build}:{PATH}"):
            return program
    folder = ROOT / "targets" / server.get("folder", ".")
    if (folder / "package-lock.json").exists() and not (folder / "node_modules").exists():
        return f"{folder.relative_to(ROOT)}/node_modules"
    if name in MODULES and not os.path.exists(MODULES[name]):
        return MODULES[name]
    if name in PYTHON and subprocess.run([server["command"][0], "-c", f"import {PYTHON[name]}"],
                                         capture_output=True, check=False).returncode:
        return f"{PYTHON[name]} of {server['command'][0]}"
    return None


def works(world, name, description):
    if absent := missing(world, name, description):
        raise Skip(f"{absent} is not installed")
    done = world.pushbench("try", name, timeout=120)
    check(done.returncode == 0, done.stdout, done.stderr)
    for transport in description["transports"]:
        check(re.search(rf"^{transport} +yes ", done.stdout, re.MULTILINE), transport, done.stdout)
    check(done.stdout.endswith(f"{name}: all that was tried works\n"), done.stdout[-200:])
    check(done.stdout.count("   message 3 of 3\n") == len(description["transports"]), done.stdout)


def register():
    """A test for each description that claims to have been tried."""
    for path in sorted((ROOT / "targets").glob("*.json")):
        description = json.loads(path.read_text())
        if "untested" in description:
            continue

        def one(world, name=path.stem, description=description):
            works(world, name, description)
        one.__name__ = f"the target {path.stem} works".replace(" ", "_")
        test()(one)


register()


@test()
def apis_that_nobody_had_in_mind_work_by_their_descriptions(world):
    def one(name):
        description = json.loads((DESCRIBED / f"{name}.json").read_text())
        if absent := missing(world, "aiohttp", description):
            raise Skip(f"{absent} is not installed")
        done = world.pushbench("try", DESCRIBED / f"{name}.json", timeout=120)
        check(done.returncode == 0, name, done.stdout, done.stderr)
        check(done.stdout.endswith(f"{name}: all that was tried works\n"), name, done.stdout)

    together(one, [(path.stem,) for path in sorted(DESCRIBED.glob("*.json"))])


# --- servers that behave badly -------------------------------------------------------------------

def described(world, name, port, transports=None, publish=None, **more):
    """The path of a description of a server that runs at the port."""
    path = world.folder / f"{name}.json"
    path.write_text(json.dumps({"url": f"http://127.0.0.1:{port}", "protocol": "plain",
                                "transports": transports or WEBSOCKET,
                                "publish": publish or PUBLISH, **more}))
    return path


def tried(world, path, *arguments):
    """(status, the table as JSON, standard error)"""
    done = world.pushbench("try", path, "--json", *arguments, timeout=60)
    return done.returncode, json.loads(done.stdout), done.stderr


@test()
def a_server_that_behaves_badly_is_named_with_step_and_hint(world):
    cases = {
        "refuses": ("open: HTTP 401", "who asks: \"headers\""),
        "subprotocol": ("open: it chooses a subprotocol that was not offered",
                        "with the subprotocol chat: \"subprotocols\""),
        "closes": ("subscribe: the server closes the WebSocket: 1008 not today", "who asks"),
        "mute": ("subscribe: nothing that is expected came within 1 s", "nothing at all came"),
        "elsewhere": ("first message: it has subscribed, and no message came",
                      "asked for /channels/0 and messages went to /publish/0"),
        "publish": ("publish: HTTP 503 full", ""),
        "cut": ("message: a message came damaged", "cut, encode or translate"),
        "damages": ("message: messages came damaged, too", "cut, encode or translate"),
    }

    def one(manner, failure, hint):
        with Stranger(manner) as stranger:
            status, document, said = tried(world, described(world, manner, stranger.port))
        found = document["transports"]["websocket"]
        check(status == 1 and not found["works"], manner, status, document)
        check(found["failure"].startswith(failure), manner, found)
        check(hint in (found["hint"] or ""), manner, found)
        check(said == f"pushbench: error: websocket: {found['failure']}\n", manner, said)

    together(one, [(manner, *words) for manner, words in cases.items()], at_once=len(cases))


@test()
def what_a_run_would_call_suspect_works(world):
    def one(manner):
        with Stranger(manner) as stranger:
            status, document, said = tried(world, described(world, manner, stranger.port))
        found = document["transports"]["websocket"]
        check(status == 0 and found["works"] and found["messages"] == 3, manner, document, said)
        check((found["twice"] == 3) == (manner == "twice"), manner, found)
        check((found["unanswered"] > 0) == (manner == "unanswered"), manner, found)

    together(one, [("good",), ("twice",), ("unanswered",), ("floods",)])


class Feed(http.server.BaseHTTPRequestHandler):
    """Polls at /poll/…, messages by POST: 202, or what the server's `answers` have for the path."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.messages.append(body.decode())
        self.answer(202, b"queued")

    def do_GET(self):
        path, _, query = self.path.partition("?from=")
        if path in self.server.answers:
            self.answer(*self.server.answers[path])
        elif path == "/own":
            self.stream()
        else:
            new = self.server.messages[int(query or 0):]
            self.answer(200, json.dumps({"next": len(self.server.messages), "new": new}).encode())

    def stream(self):
        """Numbered messages of the server's own."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for number in range(200):
            self.wfile.write(b'data: {"n":%d,"ts":%d}\n\n' % (number, time.time() * 1000))
            self.wfile.flush()
            time.sleep(0.1)


@contextlib.contextmanager
def feed(**answers):
    """A Feed's port; `answers`: {name of the path: (status, body)}."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        server.messages = []
        server.answers = {f"/{name}": answer for name, answer in answers.items()}
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # a user has gone
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def poll(path="/poll", pointer="/next", **more):
    cursor = {"cursor": {"pointer": pointer}}
    return {"short_poll": {"url": f"{path}?from={{cursor}}", **cursor, **more}}


@test()
def mistakes_in_a_description_get_a_hint(world):
    request = {"url": "/publish/{channel}", "body": "{message}"}
    cases = {
        "good": (poll(), request, None, None),
        "path": (poll("/gone"), request, "poll: HTTP 404", "the server knows nothing at /gone"),
        "status": (poll("/busy"), request, "poll: HTTP 429", "\"status\": {\"429\": \"empty\"}"),
        "pointer": (poll(pointer="/nxt"), request, None, None),
        "published": (poll(), {**request, "published": [200]}, "publish: HTTP 202 queued",
                      "if 202 says that the message is published, list it"),
        "method": (poll(), {**request, "method": "PUT"}, "publish: HTTP 501",
                   "not with PUT: is \"method\" right?"),
        "capture": ({"short_poll": {**poll()["short_poll"], "steps": [
            {"request": {"url": "/poll"}, "capture": {"id": {"pointer": "/id"}}}]}}, request,
                    "step 1: {id} was not found", "its keys are \"next\", \"new\""),
    }

    def one(name, transports, publish, failure, hint):
        with feed(gone=(404,), busy=(429,)) as port:
            status, document, said = tried(
                world, described(world, name, port, transports, {"request": publish}))
        found = document["transports"]["short_poll"]
        check(found["works"] == (failure is None) == (status == 0), name, found, said)
        if name == "pointer":  # the whole feed comes again with every poll
            check(found["twice"] > 0 and "nothing is at \"/nxt\"" in found["hint"], found)
        if failure:
            check(found["failure"].startswith(failure), name, found)
            check(hint in found["hint"], name, found)

    together(one, [(name, *case) for name, case in cases.items()], at_once=len(cases))


@test()
def a_server_that_publishes_by_itself_is_tried_by_what_comes(world):
    publish = {"server": {"sent": {"pointer": "/ts"}, "number": {"pointer": "/n"}}}
    with feed() as port:
        path = described(world, "own", port, {"sse": {"url": "/own"}}, publish)
        status, document, said = tried(world, path)
        check(status == 0 and document["transports"]["sse"]["messages"] == 3, document, said)
        path = described(world, "other", port, {"sse": {"url": "/own"}},
                         {"server": {"number": {"pointer": "/seq"}}})
        began_s = time.monotonic()
        status, document, said = tried(world, path)
    check(status == 1 and time.monotonic() - began_s > 9, document, said)
    check(document["transports"]["sse"]["failure"] == "message: no message came", document)


# --- the command ---------------------------------------------------------------------------------

@test()
def each_step_is_printed_and_no_secret(world):
    (world.folder / "keys.json").write_text('{"token": "s3cret-of-the-test"}')
    headers = {"X-Token": "{secret.token}"}
    with Stranger() as stranger:
        path = described(world, "good", stranger.port, secrets="keys.json", headers=headers,
                         publish={"request": {**PUBLISH["request"], "url": "/publish/{channel}"
                                              "?key={secret.token}"}})
        done = world.pushbench("try", path, timeout=60)
    check(done.returncode == 0 and done.stderr == "", done.returncode, done.stdout, done.stderr)
    for line in (r"user +-> GET /channels/0 as a WebSocket, subprotocol chat",
                 r"user +<- 101 a WebSocket", r"user +-> to 0", r"user +<- \(10 B\) subscribed",
                 r"user +subscribed", r"publisher -> POST /publish/0\?key=\{secret\.token\}",
                 r"publisher <- 200", r"user +the message that proves the subscription",
                 r"user +message 3 of 3"):
        check(re.search(rf"^ +[0-9.]+ ms  {line}", done.stdout, re.MULTILINE), line, done.stdout)
    check("s3cret" not in done.stdout, done.stdout)
    check(re.search(r"^websocket +yes .* B$", done.stdout, re.MULTILINE), done.stdout)


@test()
def a_server_that_does_not_start_is_told_with_its_own_words(world):
    path = world.folder / "broken.json"
    path.write_text(json.dumps({
        "server": {"command": ["sh", "-c", "echo no licence; exit 9", "{port}"]},
        "protocol": "plain", "transports": WEBSOCKET, "publish": PUBLISH}))
    done = world.pushbench("try", path, timeout=60)
    check(done.returncode == 3, done.returncode, done.stderr)
    check("the server wrote:\n    no licence\n" in done.stdout, done.stdout)
    check("the server ended with code 9 before it was ready" in done.stderr, done.stderr)


@test()
def what_cannot_be_tried_is_a_usage_error(world):
    path = described(world, "made", 9)
    remote = world.folder / "remote.json"
    remote.write_text(path.read_text().replace("127.0.0.1", "192.0.2.1"))
    for words, *arguments in (("try needs a target",), ("no transport 'carrier'", path,
                                                        "--transport", "carrier"),
                              ("it has no sse under \"transports\"", path, "--transport=sse"),
                              ("unexpected argument '--jsn'", path, "--jsn"),
                              ("--remote if that is meant", remote)):
        done = world.pushbench("try", *arguments, timeout=60)
        check(done.returncode == 2 and words in done.stderr, words, done.returncode, done.stderr)


# --- runs ----------------------------------------------------------------------------------------

def experiment(world, *paths, **params):
    return world.experiment({"name": "made", "params": {
        "server": [str(path) for path in paths], "transport": "websocket", "clients": 2,
        "rate_per_s": 20, "warmup_s": 0.2, "duration_s": 0.5, **params}})


@test()
def what_does_not_pass_is_not_run(world):
    out = world.folder / "out"
    with Stranger() as good, Stranger("refuses") as bad:
        done = world.pushbench("run", experiment(world, described(world, "good", good.port),
                                                 described(world, "bad", bad.port)), "--out", out)
    check(done.returncode == 1, done.returncode, done.stderr)
    check("trying good: websocket ok\n" in done.stderr, done.stderr)
    check("trying bad: websocket: open: HTTP 401\n" in done.stderr, done.stderr)
    cells = {cell["cell"]: cell for cell in cells_in(out)}
    check(cells["good-websocket"]["outcome"] == "done", cells["good-websocket"]["error"])
    check(cells["bad-websocket"]["outcome"] == "failed")
    check(cells["bad-websocket"]["error"] ==
          "it does not work: open: HTTP 401: `pushbench try` shows each step",
          cells["bad-websocket"]["error"])


@test()
def a_resumed_run_tries_what_is_left(world):
    out = world.folder / "out"
    log = world.folder / "said"
    with Stranger() as one, Stranger() as two, log.open("w") as said:
        paths = (described(world, "one", one.port), described(world, "two", two.port))
        given = experiment(world, *paths, duration_s=1.5)
        with subprocess.Popen([world.program("pushbench"), "run", given, "--out", out],
                              stderr=said, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
            wait_until(lambda: "\n1/2 " in log.read_text(), "the first cell is done", timeout_s=60)
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
        done_first = re.search(r"\n1/2 (\w+)-", log.read_text())[1]
        again = world.pushbench("run", "--resume", out)
    check(log.read_text().count("trying ") == 2, log.read_text())
    tries = re.findall(r"trying (\w+): ", again.stderr)
    check(tries == [{"one": "two", "two": "one"}[done_first]], done_first, again.stderr)
