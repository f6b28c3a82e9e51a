"""Each figure is compared with an independent second source: a capture, a journal, or /proc."""
import contextlib
import itertools
import math
import os
import signal
import subprocess
import time

from capture import Capture, arrivals, traffic
from failure import wait_for_child
from harness import (Client, ENGINES, LOOK_S, ROOT, Run, Server, TRANSPORTS, cells_in, check,
                     run_together, sleep_until_s, test, wait_until)
from heap import cpu_s, held, number_in

TOLERANCE = 0.005
JOURNAL_FIELDS = ("channel", "seq", "due_ns", "sent_ns", "origin", "data")
SLOW_NS = 500000000
DOWN_S = 0.5  # a server that is killed


def server_journal(path):
    """The messages of a server's journal, as dictionaries."""
    rows = [dict(zip(JOURNAL_FIELDS, line.split("\t"))) for line in path.read_text().splitlines()[1:]]
    for row in rows:
        row.update({name: int(row[name]) for name in JOURNAL_FIELDS[:4]})
    return rows


def client_journal(path):
    """The receipts of a client's journal, as dictionaries."""
    names, *lines = (line.split("\t") for line in path.read_text().splitlines())
    rows = [dict(zip(names, line)) for line in lines]
    for row in rows:
        row.update({name: int(row[name]) for name in names if name != "verdict"})
    return rows


def wait_for_the_measured_phase(runs, warmup_s):
    """Until all have begun it."""
    epochs = [wait_until(lambda: run.server.stats()["epoch_ns"], "the publisher begins")
              for run in runs]
    sleep_until_s(max(epochs) / 1e9 + warmup_s)


def kill_and_start_again(runs):
    """Kills all servers in the measured phase; DOWN_S later they are back."""
    wait_for_the_measured_phase(runs, 0.6)
    for run in runs:
        run.server.kill()
    time.sleep(DOWN_S)
    for run in runs:
        run.server.start_again()


def due_within(rows, window):
    return [row for row in rows if window["start_ns"] <= row["due_ns"] < window["end_ns"]]


# --- bytes and segments --------------------------------------------------------------------


def expect_traffic(run, phase, document, seen):
    counted = {**document["bytes"], **document["segments"]}
    for name, count in seen.items():
        check(count > 0 and abs(counted[name] / count - 1) <= TOLERANCE, run.name,
              *run.server_arguments, phase, name, "counted", counted[name], "captured", count)


def expect_the_bytes_of_a_capture(world, engine, payload_bytes):
    cells = [(transport, switch) for transport in TRANSPORTS
             for switch in (("--keep-alive", "--no-keep-alive") if "poll" in transport else
                            ("--keep-alive",))]
    runs = [Run(engine, transport,
                ("--rate", 16, "--payload-bytes", payload_bytes, switch, "--civetweb-threads", 32),
                ("--clients", 5, "--duration", 2, "--warmup", 0.2, "--interval", 150, switch))
            for transport, switch in cells]
    captures = []

    def capture(ports):
        captures.append(Capture(world, f"bytes-{engine}-{payload_bytes}", ports, 256))
        return captures[0]

    run_together(world, runs, capture)
    for run in runs:
        check(run.status == 0, run.name, run.text)
        users = captures[0].users(run.server.port)
        window = run.result["window"]
        expect_traffic(run, "whole", run.result["whole"], traffic(users))
        expect_traffic(run, "measured phase", run.result,
                       traffic(users, window["counted_start_ns"], window["counted_end_ns"]))


@test()
def bytes_and_segments_of_small_messages_agree_with_a_packet_capture(world):
    for engine in ENGINES:
        expect_the_bytes_of_a_capture(world, engine, 16)


@test()
def bytes_and_segments_of_large_messages_agree_with_a_packet_capture(world):
    for engine in ENGINES:
        expect_the_bytes_of_a_capture(world, engine, 8192)


# --- latency -------------------------------------------------------------------------------


@test()
def a_message_passes_on_the_wire_between_its_sending_and_its_receipt(world):
    users = 5  # each with a channel of its own, so that the capture can be matched with receipts
    runs = [Run(engine, transport, ("--rate", 10, "--channels", users, "--civetweb-threads", 32),
                ("--clients", users, "--channels", users, "--duration", 2, "--warmup", 0.2,
                 "--interval", 150, "--journal", world.folder / f"latency-{engine}-{transport}"))
            for engine in ENGINES for transport in TRANSPORTS]
    captures = []

    def capture(ports):
        captures.append(Capture(world, "latency", ports))
        return captures[0]

    run_together(world, runs, capture)
    slack_ns = 5000 + captures[0].drift_ns  # for reading two clocks
    for run in runs:
        check(run.status == 0, run.name, run.text)
        passed = dict(arrivals(flow) for flow in captures[0].users(run.server.port))
        receipts = client_journal(run.client_arguments[-1])
        check(len(due_within(receipts, run.result["window"])) == run.result["delivered"] > 0,
              run.name, "receipts", len(receipts), "delivered", run.result["delivered"])
        for row in receipts:
            sent_ns, at_ns = passed[row["channel"]][row["seq"]]
            check(sent_ns == row["sent_ns"], run.name, "sent", sent_ns, row)
            check(sent_ns - slack_ns <= at_ns <= row["receipt_ns"] + slack_ns, run.name, "passed at",
                  at_ns, row)


# --- figures against the raw values --------------------------------------------------------


def expect_summary(name, told, values):
    """The summary of a histogram agrees with the values: quantiles are too high by 1/1024 at
    most."""
    values = sorted(values)
    check(told["count"] == len(values) > 0, name, "count", told["count"], "of", len(values))
    check(told["min"] == values[0] and told["max"] == values[-1], name, told)
    check(math.isclose(told["mean"], sum(values) / len(values), rel_tol=1e-6), name, told["mean"])
    for quantile, key in ((0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99_9")):
        exact = values[max(0, math.ceil(quantile * len(values)) - 1)]
        check(exact <= told[key] <= exact * (1 + 1 / 1024), name, key, told[key], "exact", exact)


def mean_age(receipts, window):
    """The mean age of each user's newest message, over all users and the measured phase."""
    start_ns, end_ns = window["start_ns"], window["end_ns"]
    area = watched = 0
    for _, rows in itertools.groupby(sorted(receipts, key=lambda row: row["user"]),
                                     key=lambda row: row["user"]):
        newest_ns, since_ns = 0, start_ns
        for due_ns, at_ns in [(row["due_ns"], row["receipt_ns"]) for row in rows] + [(1 << 62, end_ns)]:
            at_ns = min(max(at_ns, start_ns), end_ns)
            if due_ns > newest_ns:
                if newest_ns:
                    area += (at_ns - since_ns) * (at_ns + since_ns - 2 * newest_ns) / 2
                    watched += at_ns - since_ns
                newest_ns, since_ns = due_ns, at_ns
    return area / watched


@test()
def latency_age_and_lag_agree_with_the_journals(world):
    runs = [Run(engine, transport,
                ("--rate", 50, "--arrival", "poisson", "--civetweb-threads", 32, "--journal",
                 world.folder / f"raw-{engine}-{transport}.server"),
                ("--clients", 5, "--duration", 2, "--warmup", 0.5, "--interval", 150, "--journal",
                 world.folder / f"raw-{engine}-{transport}.client"))
            for engine in ENGINES for transport in TRANSPORTS]
    run_together(world, runs)
    for run in runs:
        check(run.status == 0, run.name, run.text)
        published = server_journal(run.server_arguments[-1])
        receipts = client_journal(run.client_arguments[-1])
        measured = due_within(receipts, run.result["window"])
        expect_summary(f"{run.name} latency", run.result["latency_ns"],
                       [row["receipt_ns"] - row["due_ns"] for row in measured])
        expect_summary(f"{run.name} lag", run.server.counts["publish_lag_ns"],
                       [row["sent_ns"] - row["due_ns"] for row in published])
        window = run.result["window"]
        received = sum(window["counted_start_ns"] <= row["receipt_ns"] < window["counted_end_ns"]
                       for row in receipts)
        check(run.result["counted"]["received"] == received > 0, run.name, "received",
              run.result["counted"], "receipts", received)
        age = mean_age(receipts, run.result["window"])
        check(math.isclose(run.result["age_ns"]["mean"], age, rel_tol=1e-6), run.name, "age",
              run.result["age_ns"], "exact", age)


# --- processor time, memory and threads ------------------------------------------------------


def watch(runner):
    """[(instant, processor time of its threads in s, resident memory, threads)] of the runner's
    server, until it ends."""
    server = wait_for_child(runner.pid, "pushbench-serve")
    readings = []
    with contextlib.suppress(OSError, AssertionError):
        while True:
            before_ns = time.monotonic_ns()
            used_s, threads = cpu_s(server), held(server)[1]
            rss = number_in(f"/proc/{server}/smaps_rollup", "Rss:") * 1024
            readings.append(((before_ns + time.monotonic_ns()) / 2, used_s, rss, threads))
            time.sleep(LOOK_S)
    return readings


def between(readings, at_ns, column):
    """Interpolated between the reading before the instant and the one after it."""
    after = next(i for i, reading in enumerate(readings) if reading[0] >= at_ns)
    (t0, *earlier), (t1, *later) = readings[after - 1], readings[after]
    share = (at_ns - t0) / (t1 - t0)
    return earlier[column] + share * (later[column] - earlier[column])


@test()
def the_servers_processor_time_memory_and_threads_are_those_of_proc(world):
    for engine in ENGINES:
        out = world.folder / f"proc-{engine}"
        given = world.experiment({"name": f"proc-{engine}", "params": {
            "transport": "sse", "engine": engine, "clients": 60, "rate_per_s": 50,
            "connect_per_s": 100, "warmup_s": 0.2, "duration_s": 1.5}}, f"proc-{engine}.json")
        runner = subprocess.Popen([world.program("pushbench"), "run", given, "--out", out], cwd=ROOT,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        readings = watch(runner)
        error = runner.communicate(timeout=60)[1]
        [cell] = cells_in(out)
        server, window = cell["server"], cell["window"]
        check(len(readings) > 50, engine, len(readings), "readings", error)
        used_s = (between(readings, window["counted_end_ns"], 0) -
                  between(readings, window["counted_start_ns"], 0))
        check(used_s > 0.01 and math.isclose(server["cpu_s"], used_s, rel_tol=0.1, abs_tol=0.01),
              engine, "cpu_s", server["cpu_s"], "schedstat", used_s)
        per_message_us = used_s / cell["counted"]["received"] * 1e6
        check(math.isclose(server["cpu_us_per_message"], per_message_us, rel_tol=0.1, abs_tol=3),
              engine, "CPU/msg", server["cpu_us_per_message"], "schedstat", per_message_us)
        rss = between(readings, window["counted_end_ns"], 1)
        check(abs(server["rss_end_bytes"] - rss) < 1 << 20, engine, "memory",
              server["rss_end_bytes"], "smaps", rss)
        check(server["threads_peak"] == max(reading[3] for reading in readings), engine, "threads",
              server["threads_peak"])


# --- a server that stands still ------------------------------------------------------------


def slow_messages(histogram):
    """The number of values above SLOW_NS in the text of a histogram."""
    count = 0
    for pair in filter(None, histogram.split(";")[1].split(",")):
        index, times = map(int, pair.split(":"))
        bucket = max(0, index // 1024 - 1)
        count += times if (index - bucket * 1024) << bucket > SLOW_NS else 0
    return count


def freeze_one_after_the_other(runs):
    """For 1.05 s each, one begun 0.15 s after another, so that their messages do not come all at
    once afterwards."""
    wait_for_the_measured_phase(runs, 0.5)
    changes = [(0.15 * i + thaw, run, "thaw_ns" if thaw else "freeze_ns")
               for i, run in enumerate(runs) for thaw in (0, 1.05)]
    start = time.monotonic()
    for at_s, run, name in sorted(changes, key=lambda change: change[0]):
        sleep_until_s(start + at_s)
        os.kill(run.server.process.pid, signal.SIGCONT if name == "thaw_ns" else signal.SIGSTOP)
        setattr(run, name, time.monotonic_ns())


@test(late_s=0.02)
def a_frozen_server_shows_as_many_slow_messages_as_its_schedule_says(world):
    rate, users, interval_ms, warmup_s = 50, 5, 40, 0.2
    runs = [Run(engine, transport, ("--rate", rate, "--civetweb-threads", 32),
                ("--clients", users, "--duration", 4, "--warmup", warmup_s, "--interval",
                 interval_ms))
            for engine in ENGINES for transport in TRANSPORTS]
    run_together(world, runs, meanwhile=freeze_one_after_the_other)
    for run in runs:
        result = run.result
        window = result["window"]
        check(run.status == 0, run.name, run.text)
        check(result["lost"] == 0 and result["expected"] == result["delivered"], run.name)
        check(result["latency_ns"]["max"] >= 1e9, run.name, "max", result["latency_ns"]["max"])
        check(window["start_ns"] < run.freeze_ns - 10**8 and run.thaw_ns < window["end_ns"], run.name,
              "was not frozen within the measured phase")
        epoch_ns = window["start_ns"] - int(warmup_s * 1e9)
        due = (epoch_ns + number * 10**9 // rate for number in itertools.count(1))
        due = itertools.takewhile(lambda due_ns: due_ns < run.thaw_ns - SLOW_NS, due)
        expected = users * sum(due_ns >= run.freeze_ns for due_ns in due)
        if run.transport == "short_poll":  # and those due half an interval before
            expected += users * rate * interval_ms / 1000 / 2
        slow = slow_messages(result["latency_histogram"])
        check(abs(slow / expected - 1) <= 0.1, run.name, "slow", slow, "expected", expected)


# --- loss ----------------------------------------------------------------------------------


@test()
def lost_messages_are_those_published_without_a_receipt(world):
    users = 4
    cells = (("short_poll", ("--interval", 500)), ("long_poll", ("--pause-ms", 300)))
    runs = [Run(engine, transport,
                ("--rate", 40, "--arrival", "poisson", "--history", 4, "--journal",
                 world.folder / f"lost-{engine}-{transport}.server"),
                ("--clients", users, "--duration", 2, "--warmup", 0.2, "--drain", 0.8, *slow,
                 "--journal", world.folder / f"lost-{engine}-{transport}.client"))
            for engine in ENGINES for transport, slow in cells]
    run_together(world, runs)
    for run in runs:
        result = run.result
        published = due_within(server_journal(run.server_arguments[-1]), result["window"])
        receipts = due_within(client_journal(run.client_arguments[-1]), result["window"])
        received = {(row["user"], row["seq"]) for row in receipts}
        check(result["published"] == len(published), run.name, "published", result["published"],
              "journal", len(published))
        check(result["expected"] == users * len(published), run.name, "expected", result["expected"])
        check(result["delivered"] == len(received) == len(receipts), run.name, "delivered",
              result["delivered"], "receipts", len(received))
        check(result["lost"] == users * len(published) - len(received) > 0, run.name, "lost",
              result["lost"], "published", len(published), "received", len(received))


# --- a server that is killed ---------------------------------------------------------------


@test()
def a_killed_server_continues_where_its_journal_ends(world):
    users = 20
    runs = [Run(engine, transport,
                ("--rate", 100, "--arrival", "poisson", "--civetweb-threads", 64, "--journal",
                 world.folder / f"killed-{engine}-{transport}"),
                ("--clients", users, "--duration", 2, "--warmup", 0.2, "--interval", 200))
            for engine in ENGINES for transport in TRANSPORTS]
    run_together(world, runs, meanwhile=kill_and_start_again)
    for run in runs:
        result = run.result
        published = server_journal(run.server_arguments[-1])
        due = len(due_within(published, result["window"]))
        check(result["lost"] == result["duplicated"] == 0, run.name, "lost", result["lost"],
              "duplicated", result["duplicated"])
        check(result["expected"] == result["delivered"] == users * due, run.name, "expected",
              result["expected"], "delivered", result["delivered"], "due", due)
        check([row["seq"] for row in published] == list(range(1, len(published) + 1)), "numbers")
        check(run.server.counts["published"] == len(published), run.server.counts["published"])
        check(result["latency_ns"]["max"] > 4e8, run.name, "does not show the outage")


@test()
def a_malformed_journal_is_refused_with_the_line_number(world):
    path = world.folder / "corrupt.journal"
    with Server(world, "lws", "--rate", 1000, "--journal", path):
        wait_until(lambda: path.exists() and path.read_bytes().count(b"\n") > 3, "messages")
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace("publisher", "nobody")
    path.write_text("\n".join(lines) + "\n")
    done = world.run("pushbench-server", "--rate", 1000, "--journal", path)
    check(done.returncode == 3, done.returncode, done.stderr)
    check(len(done.stderr.splitlines()) == 1 and f"{path}:3: " in done.stderr, done.stderr)


@test()
def waiting_while_the_client_stands_still_is_counted_as_queueing(world):
    """One message comes meanwhile, so that the kernel's newest time stamp is that of its
    segment."""
    for transport in TRANSPORTS[1:]:
        with Server(world, "lws", "--rate", 0, "--publish-start", "request") as server:
            users = Client(world, server, transport, "--clients", 3, "--duration", 1.5)
            sleep_until_s(users.wait_for_phase("measure") + 0.1)
            os.kill(users.process.pid, signal.SIGSTOP)
            server.ask(b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n\r\n"
                       b'{"data":"a"}')
            came_ns = time.monotonic_ns()
            time.sleep(0.3)
            stood_ns = time.monotonic_ns() - came_ns
            os.kill(users.process.pid, signal.SIGCONT)
            _, result, text = users.result()
        waited = result["client"]["queueing_ns"]
        check(waited["count"] == result["client"]["reads"] == 3, transport, waited, text)
        check(result["client"]["reads_of_several_share"] == 0, transport, result["client"])
        check(0.95 * stood_ns < waited["min"], transport, waited, stood_ns)
