#!/usr/bin/env python3
"""How late this machine wakes who sleeps: what a failure of timing is judged by.

As a program: sleeps in small pieces on every processor until standard input ends, then
prints the longest that a sleep took beyond its time, in seconds.
"""
import os
import subprocess
import sys
import threading
import time

PIECE_S = 0.002


class Noise:
    """The meter for the length of a `with`; then `worst_s`."""

    def __enter__(self):
        self.worst_s = 0.0
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.worst_s = float(self.process.communicate(timeout=30)[0])


def sleep_and_look(processor, worst_s, ended):
    os.sched_setaffinity(0, {processor})  # of this thread
    while not ended.is_set():
        began_s = time.monotonic()
        time.sleep(PIECE_S)
        worst_s[processor] = max(worst_s[processor], time.monotonic() - began_s - PIECE_S)


def main():
    worst_s = dict.fromkeys(os.sched_getaffinity(0), 0.0)
    ended = threading.Event()
    threads = [threading.Thread(target=sleep_and_look, args=(processor, worst_s, ended))
               for processor in worst_s]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ended.set()
    for thread in threads:
        thread.join()
    print(max(worst_s.values()))


if __name__ == "__main__":
    main()
