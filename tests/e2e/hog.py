#!/usr/bin/env python3
"""hog.py SHARE: takes a share (0 to 1) of every processor: works for 10 ms, then sleeps, and so on.
Ends with the program that started it.
"""
import ctypes
import os
import signal
import sys
import time

WORK_S = 0.010
PR_SET_PDEATHSIG = 1


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def burn(processor, share):
    os.sched_setaffinity(0, {processor})
    while True:
        end_s = time.monotonic() + WORK_S
        while time.monotonic() < end_s:
            pass
        time.sleep(WORK_S / share - WORK_S)


def main():
    share = float(sys.argv[1])
    end_with_parent()
    for processor in os.sched_getaffinity(0):
        if os.fork() == 0:
            end_with_parent()
            burn(processor, share)
    signal.pause()


main()
