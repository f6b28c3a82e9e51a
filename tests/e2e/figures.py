"""What the figures are worth: against a packet capture, the closed-form model, and crowds."""
import collections
import json
import math
import os
import re
import shutil
import struct
import subprocess
import time

from harness import ENGINES, Server, Skip, TRANSPORTS, check, client, test

ATTEMPTS = 3  # of a measurement that the machine's noise meter calls disturbed
LOOPBACK_HEADER_BYTES = 14
TCP_RESET = 4


class Capture:
    """tcpdump on the loopback for the length of a `with`."""

    def __init__(self, world, port):
        self.path = world.folder / f"{port}.pcap"
        self.command = ["tcpdump", "-i", "lo", "--immediate-mode", "-U", "-B", "8192", "-s", "160",
                        "-w", str(self.path), f"tcp port {port}"]
        self.port = port
        if shutil.which("tcpdump") is None or os.geteuid() != 0:
            raise Skip("a capture needs root and tcpdump")

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        while line and "listening on" not in line:
            line = self.process.stderr.readline()
        if not line:
            raise Skip("tcpdump may not capture here")
        return self

    def __exit__(self, *_):
        time.sleep(0.3)
        self.process.terminate()
        text = self.process.communicate(timeout=10)[1]
        dropped = re.search(r"(\d+) packets dropped by kernel", text)
        check(dropped and dropped[1] == "0", "the capture is not complete:", text)

    def wire_bytes(self, path):
        """(up, down) of the connections that ask for `path`: IP packets as they are.

        A client's reset is the kernel's answer to a packet that came after the socket was
        closed: neither that packet nor the reset was any socket's."""
        data = self.path.read_bytes()
        at = 24
        flows = collections.defaultdict(lambda: [0, 0, False, 0])
        while at + 16 <= len(data):
            captured = struct.unpack_from("<I", data, at + 8)[0]
            packet = data[at + 16 + LOOPBACK_HEADER_BYTES:at + 16 + captured]
            at += 16 + captured
            total = struct.unpack_from(">H", packet, 2)[0]
            head = (packet[0] & 15) * 4
            source, target = struct.unpack_from(">HH", packet, head)
            up = target == self.port
            flow = flows[source if up else target]
            if up and packet[head + 13] & TCP_RESET:
                flow[1] -= flow[3]
                continue
            flow[0 if up else 1] += total
            flow[3] = flow[3] if up else total
            flow[2] |= up and f"GET /{path}".encode() in packet
        return [sum(flow[side] for flow in flows.values() if flow[2]) for side in (0, 1)]


@test("figures")
def wire_bytes_agree_with_a_packet_capture(world):
    for engine in ENGINES:
        for transport in TRANSPORTS:
            with Server(world, engine, "--rate", 20, "--publish-start", "request") as server:
                with Capture(world, server.port) as capture:
                    status, result, text = client(world, server, transport, "--clients", 10,
                                                  "--duration", 4, "--warmup", 0.2, "--interval", 250)
            check(status == 0, engine, transport, text)
            counted = result["whole"]["bytes"]
            captured = capture.wire_bytes(transport)
            for side, seen in zip(("wire_up", "wire_down"), captured):
                check(abs(counted[side] / seen - 1) <= 0.01, engine, transport, side, "counted",
                      counted[side], "captured", seen)


def measured(world, name, params):
    """The cells of a run; once more when the machine was disturbed."""
    for attempt in range(ATTEMPTS):
        out = world.folder / f"{name}-{attempt}"
        done = world.pushbench("run", world.experiment({"name": name, "params": params}), "--out", out)
        cells = [json.loads(path.read_text()) for path in sorted(out.glob("cells/*/*/cell.json"))]
        if cells and all(cell["verdict"]["status"] == "valid" for cell in cells):
            return cells
    check(all(cell["verdict"]["status"] == "suspect" for cell in cells
              if cell["verdict"]["status"] != "valid"),
          done.stdout[-1500:], done.stderr[-500:])
    raise Skip(f"the machine was disturbed {ATTEMPTS} times: {cells[0]['verdict']}")


@test("figures")
def short_polls_wait_half_their_interval_and_come_back_empty_as_the_model_says(world):
    # 100 channels with a Poisson process of 1/s each: as good as one channel for 1,500 s
    [cell] = measured(world, "model", {
        "transport": "short_poll", "engine": "lws", "clients": 100, "channels": 100,
        "rate_per_s": 1, "arrival": "poisson", "interval_ms": 1000, "warmup_s": 1,
        "duration_s": 15})
    mean_s = cell["latency_ns"]["mean"] / 1e9
    check(abs(mean_s / 0.5 - 1) <= 0.05, "mean latency", mean_s)
    empty = cell["requests"]["empty"] / cell["requests"]["total"]
    check(abs(empty - math.exp(-1)) <= 0.03, "empty share", empty)


@test("figures")
def the_engines_send_the_same_protocol_bytes_for_a_message(world):
    down = collections.defaultdict(dict)
    for cell in measured(world, "protocol", {
            "transport": list(TRANSPORTS), "engine": list(ENGINES), "clients": 10,
            "rate_per_s": 20, "interval_ms": 100, "warmup_s": 0.5, "duration_s": 3}):
        protocol = cell["bytes"]["protocol_down"] / cell["delivered"]
        down[cell["params"]["transport"]][cell["params"]["engine"]] = protocol
    for transport in TRANSPORTS:
        lws, civetweb = down[transport]["lws"], down[transport]["civetweb"]
        check(abs(lws / civetweb - 1) <= 0.01, transport, "lws", lws, "civetweb", civetweb)


@test("figures")
def a_thousand_users_of_each_transport_lose_nothing(world):
    for engine, users in (("lws", 1000), ("civetweb", 200)):
        for cell in measured_any(world, f"crowd-{engine}", {
                "transport": list(TRANSPORTS), "engine": engine, "clients": users, "rate_per_s": 1,
                "interval_ms": 1000, "warmup_s": 1, "duration_s": 5}):
            check(cell["lost"] == 0 and cell["delivered"] == 5 * users, cell["cell"], "delivered",
                  cell["delivered"], "lost", cell["lost"])


@test("figures")
def fifty_thousand_deliveries_a_second_take_less_than_a_tenth_of_one(world):
    for _ in range(ATTEMPTS):
        [cell] = measured_any(world, "fast", {
            "transport": "websocket", "engine": "lws", "clients": 1000, "rate_per_s": 50,
            "warmup_s": 1, "duration_s": 5})
        check(cell["lost"] == 0 and cell["delivered"] == 250000, "lost", cell["lost"])
        if cell["latency_ns"]["p99"] < 100e6:
            return
        if cell["verdict"]["status"] == "valid":
            break
    check(cell["latency_ns"]["p99"] < 100e6, "p99", cell["latency_ns"]["p99"], cell["verdict"])


def measured_any(world, name, params):
    """The cells of a run that may be disturbed, but not invalid."""
    out = world.folder / f"{name}-{time.monotonic_ns()}"
    done = world.pushbench("run", world.experiment({"name": name, "params": params}), "--out", out)
    cells = [json.loads(path.read_text()) for path in sorted(out.glob("cells/*/*/cell.json"))]
    check(cells, done.stderr[-500:])
    for cell in cells:
        check(cell["verdict"]["status"] in ("valid", "suspect"), cell["cell"], cell["verdict"])
    return cells
