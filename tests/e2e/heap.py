"""The heap in use (by tests/meter/heap.c), memory, descriptors and threads of a process."""
import os
import pathlib
import struct
import time

from harness import check, wait_until


class Heap:
    """Measures the heap of a server that is started with `environment`."""

    def __init__(self, world, name):
        meter = world.build / "heap_meter.so"
        check(meter.exists(), meter, "is missing: make builds it")
        self.path = world.folder / f"{name}.heap"
        self.environment = {
            **os.environ, "LD_PRELOAD": str(meter), "HEAP_METER": str(self.path),
            # blocks in threads' caches would count as in use
            "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
            # the meter is loaded before ASan, and replaces none of its functions
            "ASAN_OPTIONS": joined(os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0")}

    def reading(self):
        """(number of readings, bytes in use at the newest)"""
        return struct.unpack("QQ", self.path.read_bytes())

    def bytes(self):
        """The bytes in use, at a reading that began after this was called."""
        wait_until(lambda: self.path.exists() and self.path.stat().st_size, self.path)
        first, _ = self.reading()
        wait_until(lambda: self.reading()[0] >= first + 2, "a reading of the heap")
        return self.reading()[1]

    def least_bytes(self, seconds):
        """The least of the readings in these seconds: without blocks of requests in progress."""
        end_s, least = time.monotonic() + seconds, self.bytes()
        while time.monotonic() < end_s:
            least = min(least, self.bytes())
        return least


def joined(*options):
    """Options of a sanitizer in the form of its environment variable."""
    return ":".join(filter(None, options))


def number_in(path, name):
    """The number that follows the name in a file of /proc."""
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise AssertionError(f"{path} has no {name}")


def resident_bytes(pid):
    return number_in(f"/proc/{pid}/status", "VmRSS:") * 1024


def cpu_s(pid):
    """The processor time of the threads that a process has now."""
    tasks = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def held(pid):
    """(descriptors, threads)"""
    return len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task"))
