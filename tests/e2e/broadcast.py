"""The order in which users receive a broadcast, and what it adds to the latency."""
import collections
import statistics

from harness import ENGINES, Run, TRANSPORTS, check, run_together, test

USERS = 40


def correlation(pairs):
    ours, theirs = zip(*pairs)
    mean, other = statistics.mean(ours), statistics.mean(theirs)
    together = sum((a - mean) * (b - other) for a, b in pairs)
    return together / (len(pairs) * statistics.pstdev(ours) * statistics.pstdev(theirs))


def places(journal):
    """(user, place in the order) of each receipt of the messages that all users received."""
    receipts = collections.defaultdict(list)
    for line in journal.read_text().splitlines():
        fields = line.split("\t")
        if fields[0].isdigit():
            user, _, seq, _, _, received_ns = map(int, fields[:6])
            receipts[seq].append((received_ns, user))
    return [(user, place) for row in receipts.values() if len(row) == USERS
            for place, (_, user) in enumerate(sorted(row))]


# Over 150 messages in random order, a user's mean place deviates by 0.94, and the places by 11.5: a
# correlation by chance is below 0.1. If the order were the same each time, it would be 0.7 to 1.
@test()
def on_event_loops_no_user_is_always_the_last(world):
    runs = [Run(engine, transport, client=("--clients", USERS, "--rate", 50, "--duration", 3,
                                          "--warmup", 0.2, "--journal",
                                          world.folder / f"receipts-{engine}-{transport}"))
            for engine in ("lws", "epoll") for transport in ("sse", "websocket")]
    for run in runs:
        run.server_arguments = ("--rate", 50)
    run_together(world, runs)
    for run in runs:
        pairs = places(world.folder / f"receipts-{run.engine}-{run.transport}")
        check(len(pairs) >= 100 * USERS, run.name, len(pairs))
        found = correlation(pairs)
        check(abs(found) < 0.3, run.name, "correlation of user and place", found)


@test()
def first_delivery_and_spread_add_up_to_the_latency(world):
    runs = [Run(engine, transport, ("--rate", 20, "--civetweb-threads", 40),
                ("--clients", 10, "--rate", 20, "--interval", 100, "--duration", 1.5, "--warmup", 0.2))
            for engine in ENGINES for transport in TRANSPORTS]
    run_together(world, runs)
    for run in runs:
        latency, first, spread = (run.result[name] for name in ("latency_ns", "first_ns", "spread_ns"))
        check(run.result["unplaced"] == 0, run.name, run.result["unplaced"])
        check(first["count"] == spread["count"] == latency["count"], run.name, first, spread)
        parts = first["mean"] + spread["mean"]
        check(abs(parts - latency["mean"]) < 1e-6 * latency["mean"], run.name, parts, latency)
        check(spread["min"] == 0 and first["max"] <= latency["max"], run.name, first, spread)
