"""Reverse proxies in front of our server: what they pass on, what they break, what they cost."""
import shutil

from harness import Skip, TRANSPORTS, cells_in, check, test

PROXIES = ("nginx", "haproxy")


def measured(world, name, params):
    for program in PROXIES:
        if not shutil.which(program):
            raise Skip(f"there is no {program}: scripts/install-deps --targets")
    out = world.folder / name
    given = world.experiment({"name": name, "may_lose": 1, "params": {
        "engine": "lws", "clients": 10, "rate_per_s": 10, "interval_ms": 100, "warmup_s": 0.5,
        "duration_s": 1.5, "drain_s": 1, "connect_timeout_ms": 1000, **params}}, f"{name}.json")
    done = world.pushbench("run", given, "--out", out)
    return {(cell["params"]["proxy"], cell["transport"]): cell for cell in cells_in(out)}, done, out


@test()
def proxies_that_are_set_up_for_it_pass_every_transport_on(world):
    cells, done, out = measured(world, "passed", {
        "transport": list(TRANSPORTS), "proxy": list(PROXIES), "proxy_settings": "push"})
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    for key, cell in cells.items():
        check(cell["lost"] == 0 and cell["delivered"] > 0, key, cell["verdict"])
        check(cell["proxy"]["cpu_s"] > 0 and cell["proxy"]["resident_bytes"] > 1e6, key,
              cell["proxy"])
        check(cell["connections"]["failed"] == 0, key, cell["connections"])
    for conf in out.glob("cells/*/1/proxy.conf"):
        check("@" not in conf.read_text(), conf, "is not filled in")


@test()
def the_defaults_of_nginx_break_streams_and_upgrades(world):
    cells, done, _ = measured(world, "broken", {
        "transport": list(TRANSPORTS), "proxy": "nginx", "connect_per_s": 100})
    check(done.returncode == 1, done.returncode, done.stderr[-2000:])
    for transport in ("short_poll", "long_poll"):
        cell = cells["nginx", transport]
        check(cell["lost"] == 0 and cell["delivered"] > 0, transport, cell["verdict"])
    for transport in ("sse", "websocket"):  # it buffers the one, and does not pass the other on
        check(cells["nginx", transport]["outcome"] == "failed", transport)


@test()
def a_proxy_and_a_link_are_there_together(world):
    cells, done, _ = measured(world, "linked", {
        "transport": "websocket", "proxy": "haproxy", "proxy_settings": "push", "delay_ms": 20})
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    [cell] = cells.values()
    check(cell["lost"] == 0 and cell["latency_ns"]["min"] >= 20e6, cell["latency_ns"])


@test()
def the_bytes_on_either_side_of_a_proxy_are_those_that_the_transports_need(world):
    """A pushed message is as long on both sides, but for segments that are put together. A short
    poll that opens a connection to the server each time is dearer there."""
    cells, done, _ = measured(world, "sides", {
        "transport": ["short_poll", "websocket"], "proxy": list(PROXIES), "proxy_settings": "push",
        "link": "loopback", "keep_alive": True})
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    for key, cell in cells.items():
        proxy, link = cell["proxy"], cell["link"]
        outside = link["up"]["bytes"] + link["down"]["bytes"]
        delivered = cell["whole"]["delivered"]
        check(abs(proxy["users_side_per_message"] - outside / delivered) < 1e-6, key, proxy, link)
        check(abs(proxy["server_side_per_message"] - link["inside_bytes"] / delivered) < 1e-6, key,
              proxy)
        share = link["inside_bytes"] / outside
        check(0.7 < share < 1.5, key, "of the users' side", share)
    default, done, _ = measured(world, "anew", {
        "transport": "short_poll", "proxy": "nginx", "link": "loopback"})
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    [anew] = default.values()
    kept = cells["nginx", "short_poll"]
    check(anew["proxy"]["server_side_per_message"] > 1.3 * kept["proxy"]["server_side_per_message"],
          anew["proxy"], kept["proxy"])


@test()
def an_idle_connection_is_ended_by_a_proxy_that_says_so(world):
    for name, settings in (("idle-default", "default"), ("idle-push", "push")):
        cells, done, _ = measured(world, name, {
            "transport": "websocket", "proxy": "haproxy" if settings == "default" else list(PROXIES),
            "proxy_settings": settings, "proxy_idle_s": 0.8, "rate_per_s": 0, "duration_s": 3})
        check(done.returncode == 0, settings, done.returncode, done.stderr[-2000:])
        for key, cell in cells.items():
            check(cell["connections"]["closed"] >= 10, settings, key, cell["connections"])


def broken(world, name, faults, **params):
    for program in PROXIES:
        if not shutil.which(program):
            raise Skip(f"there is no {program}: scripts/install-deps --targets")
    out = world.folder / name
    given = world.experiment({"name": name, "faults": faults, "params": {
        "transport": list(TRANSPORTS), "engine": "lws", "proxy": list(PROXIES),
        "proxy_settings": "push", "clients": 10, "rate_per_s": 10, "interval_ms": 200,
        "warmup_s": 0.5, "duration_s": 4, "drain_s": 10, "reconnect_base_ms": 50,
        "reconnect_cap_ms": 400, **params}}, f"{name}.json")
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    return cells_in(out), out


@test(late_s=0.02)
def a_proxy_that_is_started_again_is_found_again_and_nothing_is_lost(world):
    cells, out = broken(world, "restarted", [{"at_s": 1, "do": "restart_proxy", "for_s": 0.6}])
    for cell in cells:
        name = cell["cell"]
        [fault] = cell["faults"]
        check(cell["lost"] == 0, name, cell["verdict"])
        check(fault["served_again_ns"] > 0.6e9, name, fault)
        # a short poll that finds nobody gives up at once, and all others lose their connection
        check(fault["noticed"] == cell["clients"], name, fault)
        check(cell["proxy"]["cpu_s"] > 0, name, cell["proxy"])
        logs = sorted(path.name for path in (out / "cells" / name / "1").glob("proxy*.log"))
        check(logs == ["proxy-2.log", "proxy.log"], name, logs)


@test(late_s=0.02)
def a_proxy_that_reads_its_configuration_again_keeps_its_connections(world):
    cells, _ = broken(world, "reloaded", [{"at_s": 1, "do": "reload_proxy"}])
    for cell in cells:
        name = cell["cell"]
        [fault] = cell["faults"]
        check(cell["lost"] == 0, name, cell["verdict"])
        check(fault["noticed"] == 0, name, fault)
        # polls come on connections that an old worker closes when it has answered; streams stay
        reopened = cell["connections"]["reopened"]
        streams = cell["transport"] in ("sse", "websocket")
        check(reopened == 0 if streams else reopened >= cell["clients"], name, reopened)


@test()
def a_fault_of_a_proxy_needs_one(world):
    given = world.experiment({"name": "bad", "params": {"transport": "sse"},
                              "faults": [{"at_s": 1, "do": "reload_proxy"}]})
    done = world.pushbench("run", given, "--out", world.folder / "bad")
    check(done.returncode == 2 and "set \"proxy\"" in done.stderr, done.returncode, done.stderr)
    check(len(done.stderr.splitlines()) == 1, done.stderr)


@test()
def a_proxy_that_is_not_installed_is_named_before_anything_starts(world):
    given = world.experiment({"name": "absent", "params": {"transport": "sse", "proxy": "nginx"}})
    done = world.pushbench("run", given, "--out", world.folder / "absent",
                           env={"PATH": str(world.folder), "HOME": "/tmp"})
    check(done.returncode == 3 and "no such program" in done.stderr, done.returncode, done.stderr)
    check(not (world.folder / "absent").exists(), "a folder was made")
