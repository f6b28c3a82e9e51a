#!/usr/bin/env python3
"""Measures how busy and how late the machine is, to tell whether a late test is the machine's
fault.

As a program it sleeps for short times on every processor, and reads how long programs waited for a
processor (the kernel's pressure stall information, if it has that), until standard input ends. Then
it prints how late the latest sleep ended, and the longest wait within a second, both in seconds.
"""
import collections
import os
import subprocess
import sys
import threading
import time

PIECE_S, LOOK_S = 0.002, 0.1
PRESSURE_S = 0.5  # of waiting in a second: other programs have the processors
PRESSURE_FILE = "/proc/pressure/cpu"


class Noise:
    """The meter for the length of a `with`; afterwards `worst_s` and `pressure_s`. It also sleeps
    in this program, whose threads wait for one another."""

    def __enter__(self):
        self.worst_s, self.pressure_s = 0.0, 0.0
        self.own_s, self.ended = {None: 0.0}, threading.Event()
        self.thread = threading.Thread(target=sleep_and_look, args=(None, self.own_s, self.ended))
        self.thread.start()
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        said = self.process.communicate(timeout=30)[0]
        self.worst_s, self.pressure_s = map(float, said.split())
        self.worst_s = max(self.worst_s, self.own_s[None])

    def excuses(self, late_s):
        """Whether a test that allows for `late_s` may have failed because of the machine."""
        return self.worst_s > late_s or self.pressure_s > PRESSURE_S

    def __str__(self):
        return (f"late by {self.worst_s * 1e3:.0f} ms, and programs waited for a processor for "
                f"{self.pressure_s:.1f} s of a second")


def sleep_and_look(processor, worst_s, ended):
    if processor is not None:
        os.sched_setaffinity(0, {processor})  # of this thread
    while not ended.is_set():
        began_s = time.monotonic()
        time.sleep(PIECE_S)
        worst_s[processor] = max(worst_s[processor], time.monotonic() - began_s - PIECE_S)


def waited_s():
    """The time that programs waited for a processor since the machine's start; 0 if unknown."""
    try:
        with open(PRESSURE_FILE) as file:
            return int(file.readline().rpartition("=")[2]) / 1e6
    except OSError:
        return 0.0


def watch_pressure(most_s, ended):
    second = collections.deque([waited_s()], maxlen=int(1 / LOOK_S) + 1)
    while not ended.wait(LOOK_S):
        second.append(waited_s())
        most_s[0] = max(most_s[0], second[-1] - second[0])


def main():
    worst_s, pressure_s = dict.fromkeys(os.sched_getaffinity(0), 0.0), [0.0]
    ended = threading.Event()
    threads = [threading.Thread(target=sleep_and_look, args=(processor, worst_s, ended))
               for processor in worst_s]
    threads.append(threading.Thread(target=watch_pressure, args=(pressure_s, ended)))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ended.set()
    for thread in threads:
        thread.join()
    print(max(worst_s.values()), pressure_s[0])


if __name__ == "__main__":
    main()
