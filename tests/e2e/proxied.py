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
def an_idle_connection_is_ended_by_a_proxy_that_says_so(world):
    for name, settings in (("idle-default", "default"), ("idle-push", "push")):
        cells, done, _ = measured(world, name, {
            "transport": "websocket", "proxy": "haproxy" if settings == "default" else list(PROXIES),
            "proxy_settings": settings, "proxy_idle_s": 0.8, "rate_per_s": 0, "duration_s": 3})
        check(done.returncode == 0, settings, done.returncode, done.stderr[-2000:])
        for key, cell in cells.items():
            check(cell["connections"]["closed"] >= 10, settings, key, cell["connections"])


@test()
def a_proxy_that_is_not_installed_is_named_before_anything_starts(world):
    given = world.experiment({"name": "absent", "params": {"transport": "sse", "proxy": "nginx"}})
    done = world.pushbench("run", given, "--out", world.folder / "absent",
                           env={"PATH": str(world.folder), "HOME": "/tmp"})
    check(done.returncode == 3 and "no such program" in done.stderr, done.returncode, done.stderr)
    check(not (world.folder / "absent").exists(), "a folder was made")
