"""What the tests of `pushbench probe` put before a server: real nginx and HAProxy with a planted
setting, and a relay of bytes that does to connections what no proxy of Debian's does."""
import collections
import contextlib
import json
import os
import select
import shutil
import socket
import struct
import subprocess
import threading
import time

from harness import Server, Skip, check, wait_until

# As docs/probe.md says that a server is to be started.
SERVER = ("--rate-per-s", 0, "--channels", 16, "--hold-ms", 3600000, "--sse-keepalive-ms", 0,
          "--keep-alive-timeout-ms", 3600000)

NGINX = """daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp;
  uwsgi_temp_path {folder}/temp;
  scgi_temp_path {folder}/temp;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream behind {{ server 127.0.0.1:{server};{pool} }}
  server {{
    listen 127.0.0.1:{port}{tls};
    keepalive_timeout {kept};
    keepalive_requests 1000000;
    {outside}
    location / {{
      proxy_pass http://behind;
      {inside}
    }}
  }}
}}
"""
# Idle connections to the server, which need HTTP/1.1.
NGINX_POOL = " keepalive 64;"
# All that push needs.
NGINX_GOOD = """proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      proxy_buffering off;
      proxy_read_timeout 1h;
      proxy_send_timeout 1h;
      """

HAPROXY = """global
  {globally}
defaults
  mode http
  option http-no-delay
  timeout connect 5s
  timeout client {client}
  timeout server {client}
  timeout tunnel {tunnel}
  timeout http-keep-alive 1h
frontend users
  bind 127.0.0.1:{port}{tls}
  {front}
  default_backend behind
backend behind
  server behind 127.0.0.1:{server}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def program(world, name, command, port):
    if not shutil.which(name):
        raise Skip(f"there is no {name}: scripts/install-deps --targets")
    log = world.folder / f"{name}.log"
    with open(log, "w", encoding="utf-8") as out, \
            subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            wait_until(lambda: accepts(port) or process.poll() is not None, f"{name} listens")
            check(process.poll() is None, name, "ended:", log.read_text())
            yield port
        finally:
            process.terminate()
            process.wait(timeout=10)


def certificate(folder):
    """A certificate of its own for 127.0.0.1: (file of both, certificate, key)."""
    key, cert, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert,
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    both.write_text(cert.read_text() + key.read_text())
    return both, cert, key


def nginx(world, server_port, inside=NGINX_GOOD, outside="", tls="", kept="1h"):
    port = free_port()
    for name in ("body", "temp"):
        (world.folder / name).mkdir(exist_ok=True)
    os.chmod(world.folder, 0o755)
    conf = world.folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=world.folder, server=server_port, port=port, tls=tls,
                                 inside=inside, outside=outside, kept=kept, pool=NGINX_POOL if inside else ""))
    return program(world, "nginx", ["nginx", "-e", "stderr", "-p", world.folder, "-c", conf], port)


def haproxy(world, server_port, front="", client="1h", tunnel="1h", globally="", tls=""):
    port = free_port()
    conf = world.folder / "haproxy.cfg"
    conf.write_text(HAPROXY.format(server=server_port, port=port, front=front, client=client,
                                   tunnel=tunnel, globally=globally, tls=tls))
    return program(world, "haproxy", ["haproxy", "-db", "-f", conf], port)


class Relay:
    """Carries the bytes of connections. `forget_s`: forgets a connection that was silent for so
    long, and answers what comes afterwards by RST, as some balancers do; `life_s`: ends each at
    that age; `collect_s`: hands on what the server sent only so often; `delay_s`: everything takes
    so long. Afterwards `most` is the greatest number of connections at once."""

    def __init__(self, server_port, forget_s=None, life_s=None, collect_s=None, delay_s=0):
        self.server_port, self.delay_s = server_port, delay_s
        self.forget_s, self.life_s, self.collect_s = forget_s, life_s, collect_s
        self.ending = threading.Event()
        self.lock = threading.Lock()
        self.open = self.most = 0

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(timeout=10)

    def accept(self):
        while True:
            try:
                user = self.listener.accept()[0]
            except OSError:
                return
            thread = threading.Thread(target=self.count, args=(user,))
            self.threads.append(thread)
            thread.start()

    def count(self, user):
        with self.lock:
            self.open += 1
            self.most = max(self.most, self.open)
        with user, contextlib.suppress(OSError), \
                socket.create_connection(("127.0.0.1", self.server_port)) as server:
            self.carry(user, server)
        with self.lock:
            self.open -= 1

    @staticmethod
    def reset(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def due_s(self, now_s, begun_s, to_user):
        """When bytes that have come now are handed on."""
        if self.collect_s and to_user:
            heaps = int((now_s - begun_s) / self.collect_s) + 1
            return begun_s + heaps * self.collect_s
        return now_s + self.delay_s

    def carry(self, user, server):
        begun_s = heard_s = time.monotonic()
        waiting = collections.deque()  # (when, whom, bytes); no bytes: the end
        while not self.ending.is_set():
            ready = select.select([user, server], [], [], 0.02)[0]
            now_s = time.monotonic()
            if self.forget_s and now_s - heard_s >= self.forget_s:
                if not ready:
                    continue
                self.reset(user)
                self.reset(server)
                return
            if self.life_s and now_s - begun_s >= self.life_s:
                return
            for source in ready:
                heard_s = now_s
                to = server if source is user else user
                waiting.append((self.due_s(now_s, begun_s, to is user), to, source.recv(65536)))
            while waiting and waiting[0][0] <= now_s:
                _, to, more = waiting.popleft()
                if not more:
                    return
                to.sendall(more)


class Probed:
    """The outcome of `pushbench probe --json`."""

    def __init__(self, world, url, *arguments, env=None, timeout=150):
        self.done = world.pushbench("probe", url, "--json", *arguments, env=env, timeout=timeout)
        self.document = json.loads(self.done.stdout) if self.done.stdout else None

    def named(self, faults=True):
        """{(finding, subject)} of the faults, or of the notes."""
        return {(found["finding"], found["subject"]) for found in self.document["findings"]
                if found["fault"] == faults}

    def check_named(self, *wanted):
        """These faults and no others."""
        check(self.document, self.done.stderr)
        check(self.named() == set(wanted), "named:", sorted(self.named()), "wanted:", sorted(wanted),
              [found["text"] for found in self.document["findings"] if found["fault"]])
        status = 1 if wanted else 0
        check(self.done.returncode == status, self.done.returncode, self.done.stderr)

    def ended_s(self, kind):
        """The silences after which connections of a kind were ended, without heartbeats."""
        return [idle["silence_s"] for idle in self.document["idle"]["connections"]
                if idle["kind"] == kind and idle["heartbeat_s"] == 0
                and idle["end"] not in ("alive", "not_opened")]

    def kept_by(self, kind, heartbeat_s):
        return [idle["end"] == "alive" for idle in self.document["idle"]["connections"]
                if idle["kind"] == kind and idle["heartbeat_s"] == heartbeat_s]


def server_for(world, engine="civetweb", *arguments):
    return Server(world, engine, *SERVER, *arguments)
