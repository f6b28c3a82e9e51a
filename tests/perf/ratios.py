"""The ratios that tests/perf/run measures: what is promised of them, and which have become worse."""

# comparison: (figure, members that name the row, what is better)
LESS, MORE = -1, 1
RATIOS = {
    "fan_out": ("to_bare_sender", ("server", "deliveries_per_s"), LESS),
    "polls": ("ratio", ("connections",), MORE),
    "streams": ("ratio", ("transport",), MORE),
    "floor": ("ratio", (), LESS),
    "growth": ("to_100_users", ("users",), LESS),
}

# comparison, row, figure, what is better, bar; of an interval its worse end counts
BARS = (
    ("fan_out", {"server": "epoll", "deliveries_per_s": 140000}, "held_share", MORE, 6 / 7),
    ("fan_out", {"server": "epoll", "deliveries_per_s": 100000}, "to_bare_sender", LESS, 1.15),
    ("fan_out", {"server": "lws", "deliveries_per_s": 100000}, "held_share", MORE, 6 / 7),
    ("fan_out", {"server": "lws", "deliveries_per_s": 100000}, "to_bare_sender", LESS, 1.4),
    ("polls", {"connections": 50}, "ratio", MORE, 0.9),
    ("polls", {"connections": 1000}, "ratio", MORE, 0.85),
    ("streams", {"transport": "websocket"}, "ratio", MORE, 0.8),
    ("streams", {"transport": "sse"}, "ratio", MORE, 0.8),
    ("floor", {}, "ratio", LESS, 1.25),
    ("growth", {"users": 10000}, "to_100_users", LESS, 1.3),
    ("memory", {"engine": "epoll", "transport": "websocket", "users": 10000}, "server_bytes", LESS,
     1024),
    ("memory", {"engine": "epoll", "transport": "websocket", "users": 10000}, "client_bytes", LESS,
     2048),
)


def rows_by_name(results, comparison):
    """{(the row's name): its interval} of a comparison's ratios, without those that have none."""
    figure, members, _ = RATIOS[comparison]
    return {tuple(row[member] for member in members): row[figure]
            for row in results.get(comparison, []) if row.get(figure)}


def fallen(kept, measured):
    """[(comparison, row, kept interval, measured interval)] of the ratios that have become worse: the
    two intervals have nothing in common. A side that is its own measure is left out."""
    found = []
    for comparison, (_, _, better) in RATIOS.items():
        before, now = rows_by_name(kept, comparison), rows_by_name(measured, comparison)
        for name in sorted(before.keys() & now.keys(), key=str):
            worse = now[name][2] < before[name][0] if better == MORE else now[name][0] > before[name][2]
            if worse:
                found.append((comparison, name, before[name], now[name]))
    return found


def figure_of(row, figure):
    """A row's figure; of shares and intervals a number for each end."""
    if figure == "held_share":
        return [row["held"] / row["rounds"]]
    value = row.get(figure)
    return value if isinstance(value, (list, tuple)) else [value]


def bars(results):
    """[(comparison, row, figure, bar, the worse end or None, whether it holds)]"""
    found = []
    for comparison, wanted, figure, better, bar in BARS:
        rows = [row for row in results.get(comparison, [])
                if all(row.get(name) == value for name, value in wanted.items())]
        ends = figure_of(rows[0], figure) if rows else [None]
        if None in ends:
            found.append((comparison, wanted, figure, better, bar, None, None))
            continue
        end = min(ends) if better == MORE else max(ends)
        found.append((comparison, wanted, figure, better, bar, end,
                      end >= bar - 1e-9 if better == MORE else end <= bar + 1e-9))
    return found
