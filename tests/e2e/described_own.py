"""Our own server, by a description and with its publisher outside, costs its users the same bytes as
the engine that it is."""
from harness import ENGINES, check, test

# A message's number has three digits from 100 to 999, here and in the server's own count, which is
# a little ahead: it also counts the messages that proved the subscriptions.
LOAD = {"clients": 10, "rate_per_s": 60, "arrival": "periodic", "warmup_s": 3, "duration_s": 4}
# The data of a message is a token of 21 letters, a dot and 64 bytes: as long as 86 bytes alone.
DATA_BYTES, TOKEN_BYTES = 64, 22
TRANSPORTS = ("long_poll", "sse", "websocket")


def stream_bytes(cell):
    """Bytes of the users' streams for each message: up, down."""
    received = cell["counted"]["received"]
    sent = cell["bytes"]["tcp_up"] if cell["transport"] == "long_poll" else 0
    return sent / received, cell["bytes"]["tcp_down"] / received


def by_server(cells):
    for cell in cells:
        check(cell["lost"] == 0 and cell["expected"] == cell["delivered"] > 0,
              f"{cell['cell']}: {cell['lost']} lost of {cell['expected']}")
    return {(cell["engine"], cell["transport"]): stream_bytes(cell) for cell in cells}


@test(late_s=0.01)
def our_own_server_costs_the_same_bytes_by_a_description(world):
    load = {"transport": list(TRANSPORTS), **LOAD}
    own = by_server(world.measured("own", {
        "engine": list(ENGINES), "payload_bytes": DATA_BYTES + TOKEN_BYTES, **load}))
    described = by_server(world.measured("described", {
        "server": [f"own-{engine}" for engine in ENGINES], "payload_bytes": DATA_BYTES, **load}))
    for engine in ENGINES:
        for transport in TRANSPORTS:
            as_engine, by_file = own[engine, transport], described[f"own-{engine}", transport]
            check(as_engine == by_file, f"{transport} on {engine}: bytes up and down for a message "
                                        f"are {as_engine} as an engine, {by_file} by a description")
