"""Packets on the loopback, captured by tcpdump: an independent count of bytes and segments."""
import collections
import os
import re
import shutil
import socket
import struct
import subprocess
import time

from harness import Skip, TRANSPORTS, check, wait_until

NANOSECOND_PCAP = 0xa1b23c4d
FILE_HEADER_BYTES, PACKET_HEADER_BYTES, ETHERNET_HEADER_BYTES = 24, 16, 14
TCP_SYN, TCP_RESET = 2, 4
SEGMENT_BYTES = 1460 - 12  # of data: the server's mss_bytes without the time stamps
CLOCK_MOVED_NS = 100000
USER_REQUESTS = tuple(f"GET /{transport}".encode() for transport in TRANSPORTS)
MESSAGE = re.compile(rb'\{"seq":(\d+),"due_ns":\d+,"sent_ns":(\d+),"data":"[^"]*"\}')

Packet = collections.namedtuple("Packet", "at_ns port peer up flags header_bytes data_bytes data")


def clock_offset_ns():
    """The wall clock minus the monotonic one, from the quickest of many readings."""
    readings = []
    for _ in range(50):
        before = time.monotonic_ns()
        wall = time.time_ns()
        after = time.monotonic_ns()
        readings.append((after - before, wall - (before + after) // 2))
    return min(readings)[1]


class Capture:
    """tcpdump for the length of a `with`; afterwards `packets`, with times of CLOCK_MONOTONIC."""

    def __init__(self, world, name, ports, packet_bytes=0):
        if shutil.which("tcpdump") is None or os.geteuid() != 0:
            raise Skip("a capture needs root and tcpdump")
        self.path = world.folder / f"{name}.pcap"
        self.ports = set(ports)
        self.command = ["tcpdump", "-i", "lo", "--immediate-mode", "-U", "--time-stamp-precision=nano",
                        "-B", "65536", "-s", str(packet_bytes), "-w", str(self.path),
                        " or ".join(f"tcp port {port}" for port in ports)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        while line and "listening on" not in line:
            line = self.process.stderr.readline()
        if not line:
            raise Skip("tcpdump may not capture here")
        self.offset_ns = clock_offset_ns()
        return self

    def __exit__(self, *_):
        self.wait_for_the_last_packet()
        self.drift_ns = abs(clock_offset_ns() - self.offset_ns)
        self.process.terminate()
        text = self.process.communicate(timeout=10)[1]
        dropped = re.search(r"(\d+) packets dropped by kernel", text)
        if not dropped or dropped[1] != "0":
            raise Skip(f"tcpdump could not keep up: {text}")
        if self.drift_ns > CLOCK_MOVED_NS:
            raise Skip(f"the wall clock moved by {self.drift_ns} ns during the capture")
        self.packets = list(self.read())
        self.path.unlink()

    def wait_for_the_last_packet(self):
        """Sends a packet and waits for it: tcpdump writes packets in order, so all are there
        then."""
        port = min(self.ports)
        with socket.create_connection(("127.0.0.1", port)) as marker:
            ports = struct.pack(">HH", marker.getsockname()[1], port)
        wait_until(lambda: ports in self.path.read_bytes(), "the last packet is captured")

    def read(self):
        data = self.path.read_bytes()
        check(struct.unpack_from("<I", data)[0] == NANOSECOND_PCAP, "not a capture")
        at = FILE_HEADER_BYTES
        while at + PACKET_HEADER_BYTES <= len(data):
            seconds, nanoseconds, captured = struct.unpack_from("<III", data, at)
            at += PACKET_HEADER_BYTES
            packet = data[at + ETHERNET_HEADER_BYTES:at + captured]
            at += captured
            internet = (packet[0] & 15) * 4
            source, target = struct.unpack_from(">HH", packet, internet)
            header = internet + (packet[internet + 12] >> 4) * 4
            size = struct.unpack_from(">H", packet, 2)[0]
            up = target in self.ports
            port, peer = (target, source) if up else (source, target)
            yield Packet(seconds * 10**9 + nanoseconds - self.offset_ns, port, peer, up,
                         packet[internet + 13], header, size - header,
                         packet[header:size])

    def users(self, port):
        """The packets of each user's connection to `port`."""
        return [flow for flow in connections(packet for packet in self.packets if packet.port == port)
                if any(packet.up and packet.data.startswith(USER_REQUESTS) for packet in flow)]


def connections(packets):
    """The packets of each connection to one port. Where many programs connect, the kernel soon
    gives the port of one that has ended to another: a new one begins with a SYN behind others."""
    flows = collections.defaultdict(list)
    for packet in packets:
        of_peer = flows[packet.peer]
        begins = packet.up and packet.flags & TCP_SYN
        if not of_peer or begins and any(not one.flags & TCP_SYN for one in of_peer[-1]):
            of_peer.append([])
        of_peer[-1].append(packet)
    return [flow for of_peer in flows.values() for flow in of_peer]


def counted(flow):
    """The packets that a client's socket has seen. A reset from the client is the kernel's answer
    to a packet for a closed socket: the socket has seen neither of the two."""
    kept = []
    for packet in flow:
        if packet.up and packet.flags & TCP_RESET:
            late = next((one for one in reversed(kept) if not one.up), None)
            if late:
                kept.remove(late)
        else:
            kept.append(packet)
    return kept


def traffic(flows, from_ns=0, to_ns=1 << 62):
    """Bytes and segments on the wire within a time, with the names of the client's document.
    Packets on the loopback may be larger than a segment; each counts as the segments on an
    Ethernet."""
    sums = {"wire_up": 0, "wire_down": 0, "up": 0, "down": 0}
    for flow in flows:
        for packet in counted(flow):
            if from_ns <= packet.at_ns < to_ns:
                segments = max(1, -(-packet.data_bytes // SEGMENT_BYTES))
                side = "up" if packet.up else "down"
                sums[side] += segments
                sums[f"wire_{side}"] += packet.data_bytes + segments * packet.header_bytes
    return sums


def arrivals(flow):
    """(channel, {seq: (sent_ns, at_ns)}) of one connection; at_ns is when the packet with the end
    of the message passed."""
    asked = next(packet.data for packet in flow if packet.data.startswith(USER_REQUESTS))
    channel = int(re.match(rb"GET /\w+\?channel=(\d+)", asked)[1])
    text = bytearray()
    ends = []
    for packet in flow:
        if not packet.up and packet.data_bytes:
            check(len(packet.data) == packet.data_bytes, "a packet was truncated")
            text += packet.data
            ends.append((len(text), packet.at_ns))
    found = {}
    place = iter(ends)
    end, at_ns = 0, 0
    for message in MESSAGE.finditer(bytes(text)):
        while end < message.end():
            end, at_ns = next(place)
        found.setdefault(int(message[1]), (int(message[2]), at_ns))
    return channel, found
