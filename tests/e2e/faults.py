"""Faults of experiments: what users notice, and what is lost."""
from harness import ENGINES, TRANSPORTS, cells_in, check, test, together

MARGIN_S = 0.5  # in time limits: runner, server, kernel and client may be late


def broken(world, name, faults, params):
    """The cells of a run with faults, by engine and transport."""
    cells = {}

    def run(transport):
        out = world.folder / f"{name}-{transport}"
        given = {"name": name, "faults": faults,
                 "params": {"clients": 50, "rate_per_s": 20, "interval_ms": 200, "warmup_s": 0.3,
                            "reconnect_cap_ms": 1000, **params, "transport": transport}}
        done = world.pushbench("run", world.experiment(given, f"{name}-{transport}.json"), "--out", out)
        read = cells_in(out)
        check(read, done.stderr[-800:])
        check((out / "charts" / "faults.svg").exists(), "no chart of the faults")
        cells.update({(cell["engine"], transport): cell for cell in read})

    together(run, [(transport,) for transport in params["transport"]])
    for key, cell in cells.items():
        check(cell["outcome"] == "done", key, cell["error"])
        check(cell["expected"] == cell["delivered"] + cell["lost"], key, "the ledger")
        check(cell["duplicated"] == 0 and cell["corrupted"] == 0, key, cell["duplicated"])
        check(cell["verdict"]["status"] != "invalid", key, cell["verdict"])
    return cells


@test(late_s=MARGIN_S / 5)
def after_a_server_was_killed_all_users_come_back_and_nothing_is_lost(world):
    cap_s = 1
    cells = broken(world, "killed", [{"at_s": 1, "do": "kill_server", "for_s": 1}],
                   {"transport": list(TRANSPORTS), "engine": list(ENGINES), "clients": 200,
                    "duration_s": 4})
    for key, cell in cells.items():
        [fault] = cell["faults"]
        check(cell["lost"] == 0, key, "lost", cell["lost"])
        # 20 messages a second from the fault to the end, by the schedule and by the server's counts
        check(fault["expected"] == 3 * 20 * 200, key, "expected", fault["expected"])
        check(cell["published"] * 200 == cell["expected"], key, cell["published"])
        check(fault["noticed"] == 200, key, "noticed", fault["noticed"])
        check(cell["connections"]["failed"] > 0, key, "no connection was refused")
        check(fault["replayed"] > 0 and fault["late"] > 0, key, fault)
        # the outage of 1 s, then at most one back-off, one interval and a message's period
        bound_s = 1 + cap_s + 0.2 + 0.05 + MARGIN_S
        check(1 <= fault["served_again_ns"] / 1e9 <= bound_s, key, fault["served_again_ns"])
        check(fault["latency_max_ns"] >= 0.9e9, key, "the outage is not in the latency")


@test(late_s=MARGIN_S / 5)
def a_freeze_delays_messages_by_its_whole_length_and_a_flood_is_delivered_completely(world):
    cells = broken(world, "frozen", [{"at_s": 1, "do": "freeze_server", "for_s": 1},
                                     {"at_s": 3, "do": "flood", "messages": 300}],
                   {"transport": list(TRANSPORTS), "engine": "lws", "duration_s": 4})
    for key, cell in cells.items():
        [freeze, flood] = cell["faults"]
        check(cell["lost"] == 0 and freeze["noticed"] == 0, key, cell["lost"], freeze)
        check(0.95e9 <= freeze["latency_max_ns"] <= (1 + MARGIN_S) * 1e9, key, freeze["latency_max_ns"])
        check(1e9 <= freeze["served_again_ns"] <= 1.6e9, key, freeze["served_again_ns"])
        check(flood["expected"] == (20 + 300) * 50, key, "expected", flood["expected"])


@test()
def a_share_of_the_connections_is_reset_and_only_these_come_back(world):
    cells = broken(world, "reset", [{"at_s": 1, "do": "drop_connections", "share": 0.5}],
                   {"transport": ["sse", "websocket"], "engine": list(ENGINES), "clients": 100,
                    "duration_s": 3})
    for key, cell in cells.items():
        [fault] = cell["faults"]
        # the client's own connection, for /stats, may be one of those that are reset
        check(49 <= fault["noticed"] <= 51, key, "noticed", fault["noticed"])
        check(cell["connections"]["reopened"] == fault["noticed"], key, cell["connections"])
        check(cell["lost"] == 0 and fault["served"] == 100, key, fault)


@test(late_s=MARGIN_S / 5)
def users_who_connect_while_the_server_refuses_wait_until_it_accepts_again(world):
    cells = broken(world, "refused", [{"at_s": 1, "do": "refuse", "for_s": 1}],
                   {"transport": ["short_poll", "sse"], "engine": list(ENGINES),
                    "engine_threads": 3, "keep_alive": False, "connect_timeout_ms": 400,
                    "duration_s": 4})
    for engine in ENGINES:
        [poll] = cells[engine, "short_poll"]["faults"]
        check(poll["noticed"] == 50, engine, "noticed", poll["noticed"])
        check(1e9 <= poll["served_again_ns"] <= 3e9, engine, poll["served_again_ns"])
        failed = cells[engine, "short_poll"]["life"]["failed"]
        check(failed["timeout"] > 0, engine, failed)
        [stream] = cells[engine, "sse"]["faults"]  # is connected, and stays so
        check(stream["noticed"] == 0 and stream["late"] == 0, engine, stream)


@test(late_s=0.1 * 0.7 / 3)
def users_with_a_heartbeat_notice_dead_connections(world):
    cells = broken(world, "silent", [{"at_s": 1, "do": "silence_connections", "share": 0.5}],
                   {"transport": ["websocket"], "engine": "lws", "heartbeat": "text",
                    "heartbeat_by": "client", "heartbeat_interval_ms": 400,
                    "heartbeat_timeout_ms": 300, "duration_s": 4})
    [fault] = cells["lws", "websocket"]["faults"]
    check(fault["affected"] == fault["noticed"] == 25 and fault["unaware"] == 0, fault)
    check(fault["notice_ns"]["max"] <= 1.1 * 0.7e9, "noticed after", fault["notice_ns"]["max"])
    check(cells["lws", "websocket"]["lost"] == 0)


@test(late_s=MARGIN_S / 5)
def slow_readers_lose_the_dropped_messages_and_other_users_lose_none(world):
    cells = broken(world, "slow", [{"at_s": 0.5, "do": "slow_reader", "share": 0.2, "for_s": 2}],
                   {"transport": ["sse", "websocket"], "engine": list(ENGINES), "rate_per_s": 25,
                    "clients": 20, "payload_bytes": 4000, "backlog_bytes": 65536,
                    "receive_buffer_bytes": 32768, "duration_s": 3.5})
    for key, cell in cells.items():
        slow = cell["slow"]
        check(slow["users"] == 4 and slow["lost"] > 0, key, slow)
        check(cell["lost"] == cell["skipped"] == slow["lost"], key, cell["lost"], slow)
        counted = cell["server"]["report"]["counters"]
        check(counted["messages_dropped"] == slow["lost"], key, counted["messages_dropped"], slow)
        [fault] = cell["faults"]
        check(fault["affected"] == 4 and fault["noticed"] == 0, key, fault)


@test()
def impossible_faults_are_refused_in_one_line(world):
    cases = (([{"at_s": 9, "do": "kill_server"}], {"duration_s": 5}, "raise duration_s"),
             ([{"at_s": 1, "do": "refuse", "for_s": 2}, {"at_s": 2, "do": "freeze_server"}], {},
              "overlaps"),
             ([{"at_s": 1, "do": "slow_reader"}], {"transport": "long_poll"}, "long_poll"),
             ([{"at_s": 1, "do": "flood", "messages": 5}], {"engine": "null"}, "null"),
             ([{"at_s": 1, "do": "kill_sever"}], {}, "kill_server"))
    for faults, params, said in cases:
        done = world.pushbench("run", world.experiment({"name": "x", "faults": faults,
                                                        "params": params}))
        check(done.returncode == 2, faults, done.returncode, done.stderr)
        check(len(done.stderr.strip().splitlines()) == 1 and said in done.stderr, done.stderr)


@test(late_s=MARGIN_S / 5)
def faults_over_http_2_are_those_over_http_1_for_all_who_share_a_connection(world):
    cells = broken(world, "streams", [{"at_s": 0.5, "do": "freeze_server", "for_s": 0.5},
                                      {"at_s": 2, "do": "drop_connections", "share": 0.5},
                                      {"at_s": 3.5, "do": "kill_server", "for_s": 0.5}],
                   {"transport": list(TRANSPORTS), "engine": "epoll", "http_version": "2",
                    "streams_per_connection": 5, "duration_s": 6})
    for key, cell in cells.items():
        freeze, drop, kill = cell["faults"]
        check(cell["lost"] == 0, key, "lost", cell["lost"])
        check(freeze["noticed"] == 0 and freeze["latency_max_ns"] >= 0.45e9, key, freeze)
        if key[1] in ("sse", "websocket"):  # a poll's next request takes another connection
            check(0 < drop["noticed"] < 50 and drop["noticed"] % 5 == 0, key, drop["noticed"])
        check(kill["noticed"] == 50 and kill["served"] == 50, key, kill)
