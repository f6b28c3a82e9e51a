"""How much of a server's heap is in use, and what else it holds (tests/meter/heap.c)."""
import os
import struct
import time

from harness import check, wait_until


class Heap:
    """`environment` is for the server to be started with."""

    def __init__(self, world, name):
        meter = world.build / "heap_meter.so"
        check(meter.exists(), meter, "is missing: make builds it")
        self.path = world.folder / f"{name}.heap"
        self.environment = {
            **os.environ, "LD_PRELOAD": str(meter), "HEAP_METER": str(self.path),
            # what threads keep for themselves would count as in use
            "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
            # the meter comes before it, and takes the place of none of its functions
            "ASAN_OPTIONS": joined(os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0")}

    def reading(self):
        """(looks, bytes in use)"""
        return struct.unpack("QQ", self.path.read_bytes())

    def bytes(self):
        """At a look that began after this was called."""
        wait_until(self.path.exists, self.path)
        wait_until(lambda: self.path.stat().st_size, self.path)
        first, _ = self.reading()
        wait_until(lambda: self.reading()[0] >= first + 2, "a look at the heap")
        return self.reading()[1]

    def least_bytes(self, seconds):
        """In so many seconds: without what is there for a moment."""
        end_s, least = time.monotonic() + seconds, self.bytes()
        while time.monotonic() < end_s:
            least = min(least, self.bytes())
        return least


def joined(*options):
    """Of a sanitizer, as it takes them from the environment."""
    return ":".join(filter(None, options))


def held(pid):
    """(descriptors, threads)"""
    return len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task"))
