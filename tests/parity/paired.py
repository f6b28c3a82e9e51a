"""Figures of rounds, and programs on processors of their own."""
import contextlib
import math
import os
import statistics


def processor(number):
    """The first (0) or second (1) processor, as a set; all where there is one."""
    allowed = sorted(os.sched_getaffinity(0))
    return {allowed[number]} if len(allowed) > 1 else set(allowed)


@contextlib.contextmanager
def on(processors):
    """Programs that are started meanwhile run on these."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def beyond(count):
    """How many of the sorted values can be left out on either side so that the median lies between
    the others with 95 %: P(Binomial(count, 1/2) <= beyond - 1) is at most 2.5 %."""
    below, left_out = 0, 0
    while below + math.comb(count, left_out) <= 0.025 * 2 ** count:
        below += math.comb(count, left_out)
        left_out += 1
    return max(left_out - 1, 0)


def spread(values, unit=1.0, digits=2):
    """The median and its interval, in words."""
    ranked, left_out = sorted(values), beyond(len(values))
    low, middle, high = (value / unit for value in (
        ranked[left_out], statistics.median(values), ranked[-1 - left_out]))
    return f"{middle:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"
