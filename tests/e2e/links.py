"""The network between server and users: what it adds, what it counts, and what is left of it."""
import json
import os
import pathlib
import signal
import subprocess

from harness import ENGINES, ROOT, TRANSPORTS, cells_in, check, test, wait_until

NOBODY = 65534
LAST_BYTES_MAX = 52 + 250  # a FIN, and one message or two acknowledgements


def measured(world, name, params, *more):
    out = world.folder / name
    given = world.experiment({"name": name, "params": {
        "clients": 10, "rate_per_s": 10, "interval_ms": 100, "warmup_s": 0.5, "duration_s": 2,
        **params}}, f"{name}.json")
    done = world.pushbench("run", given, "--out", out, *more)
    check(done.returncode == 0, name, "status", done.returncode, done.stderr[-2000:])
    return cells_in(out)


@test(late_s=0.005)
def every_message_is_as_late_as_the_link_makes_it(world):
    delay_s, up_s = 0.05, 0.03
    cells = measured(world, "delays", {
        "transport": list(TRANSPORTS), "engine": list(ENGINES), "delay_ms": delay_s * 1e3,
        "delay_up_ms": up_s * 1e3, "rate_per_s": 4})
    for cell in cells:
        name = cell["cell"]
        check(cell["lost"] == 0 and cell["delivered"] > 0, name, cell["verdict"])
        least_s = cell["latency_ns"]["min"] / 1e9
        check(delay_s <= least_s < delay_s + 0.01, name, "least latency", least_s)
        connect_s = cell["life"]["connect_ns"]["p50"] / 1e9
        check(delay_s + up_s <= connect_s < delay_s + up_s + 0.01, name, "connect", connect_s)
        model = cell["model"]["latency_mean_ns"]
        check(abs(model["residual"]) < 10e6, name, "model", model)
        check(cell["link"]["lateness_ns"]["p50"] < 2e6, name, cell["link"]["lateness_ns"])


@test()
def the_link_counts_the_bytes_that_the_client_counts(world):
    cells = measured(world, "bytes", {"transport": list(TRANSPORTS), "engine": list(ENGINES),
                                      "link": "loopback", "hold_ms": 300})
    for cell in cells:
        link, client = cell["link"], cell["whole"]["bytes"]
        check(link["overflowed_packets"] == link["on_the_way_packets"] == 0, cell["cell"], link)
        # a thread that holds a stream sees its user's FIN late: a message, its own FIN, and the
        # packets that acknowledge or reset these come when the client has counted
        late = cell["clients"] if cell["engine"] == "civetweb" else 0
        for way in ("up", "down"):
            more = link[way]["bytes"] - client[f"wire_{way}"]
            check(0 <= more <= late * LAST_BYTES_MAX, cell["cell"], way, "link",
                  link[way]["bytes"], "client", client[f"wire_{way}"])


@test()
def what_a_line_loses_is_sent_again_and_counted(world):
    cells = measured(world, "loss", {
        "transport": ["sse", "websocket"], "loss": 0.05, "rate_per_s": 50, "clients": 40,
        "reconnect_cap_ms": 300, "drain_s": 10})
    for cell in cells:
        link, client = cell["link"], cell["whole"]["bytes"]
        check(cell["lost"] == 0, cell["cell"], "lost", cell["lost"])
        for way in ("up", "down"):
            lost, carried = link[way]["lost_packets"], link[way]["packets"]
            check(0.02 < lost / (lost + carried) < 0.1, cell["cell"], way, lost, carried)
        # the client's kernel counts what it sent, lost or not; selective acknowledgements have
        # options that it does not count
        sent = link["up"]["bytes"] + link["up"]["lost_bytes"]
        options = sent - client["wire_up"]
        check(0 <= options < 0.1 * sent, cell["cell"], "sent", sent, "client", client["wire_up"])


@test()
def a_line_carries_no_more_than_its_rate(world):
    cells = measured(world, "rate", {
        "transport": "sse", "rate_mbit": 1, "queue_ms": 10000, "payload_bytes": 5000,
        "rate_per_s": 50, "clients": 2, "duration_s": 3, "drain_s": 20})
    [cell] = cells
    # 2 Mbit/s are published for each user: messages queue, and leave at the line's rate
    rows = [row["delivered"] for row in cell["timeline"][:3]]
    megabits = rows[1] / 2 * (5000 + 150) * 8 / 1e6
    check(0.85 < megabits <= 1.0, "delivered per second", rows, "Mbit/s", megabits)
    check(cell["lost"] == 0, "lost", cell["lost"])


@test()
def a_radio_is_woken_by_each_poll_and_each_message_after_silence(world):
    """A poll every second, or a message every half second, with a tail of 200 ms: what wakes it is
    known, and so is for how long it stays on."""
    cells = measured(world, "radio", {
        "transport": ["short_poll", "websocket"], "engine": "lws", "link": "lan",
        "interval_ms": 1000, "rate_per_s": 2, "duration_s": 4, "radio_tail_ms": 200})
    for cell in cells:
        link = cell["link"]
        per_s = 1 if cell["transport"] == "short_poll" else 2
        hourly, share = link["radio_wakeups_per_user_hour"], link["radio_on_share"]
        check(abs(hourly - 3600 * per_s) <= 3600 / 4, cell["cell"], "wake-ups", hourly)
        # 200 ms after the last packet, which is some ms after the first: a delayed acknowledgement
        check(0.2 <= share / per_s < 0.27, cell["cell"], "on", share)
        check(link["radio_wakeups"] == round(hourly * 10 * 4 / 3600), cell["cell"], link)


@test()
def a_user_who_comes_back_has_the_same_line(world):
    """Connections are reset early: from then on, too, each message wakes the radio of each user."""
    out = world.folder / "back"
    given = world.experiment({"name": "back", "params": {
        "transport": list(TRANSPORTS), "engine": "lws", "link": "lan", "clients": 10,
        "rate_per_s": 2, "interval_ms": 500, "radio_tail_ms": 150, "reconnect_cap_ms": 200,
        "warmup_s": 0.5, "duration_s": 5},
        "faults": [{"at_s": 0.5, "do": "drop_connections", "share": 1}]})
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    for cell in cells_in(out):
        hourly = cell["link"]["radio_wakeups_per_user_hour"]
        check(hourly > 0.8 * 7200, cell["cell"], "wake-ups", hourly)


@test(late_s=0.02)
def a_cut_network_heals_and_loses_nothing(world):
    out = world.folder / "cut"
    given = world.experiment({"name": "cut", "params": {
        "transport": list(TRANSPORTS), "engine": "lws", "clients": 10, "rate_per_s": 20,
        "interval_ms": 100, "warmup_s": 0.5, "duration_s": 4, "link": "lan", "drain_s": 10},
        "faults": [{"at_s": 1, "do": "cut_network", "for_s": 0.5, "share": 0.5}]})
    done = world.pushbench("run", given, "--out", out)
    check(done.returncode == 0, done.returncode, done.stderr[-2000:])
    for cell in cells_in(out):
        check(cell["lost"] == 0, cell["cell"], "lost", cell["lost"])
        check(cell["link"]["up"]["cut_packets"] + cell["link"]["down"]["cut_packets"] > 0,
              cell["cell"], cell["link"])
        check(cell["latency_ns"]["max"] > 0.4e9, cell["cell"], cell["latency_ns"]["max"])


@test()
def nothing_is_left_of_a_run_that_is_killed(world):
    given = world.experiment({"name": "killed", "params": {
        "transport": "sse", "clients": 5, "link": "lan", "duration_s": 60}})
    runner = subprocess.Popen([world.program("pushbench"), "run", given, "--out",
                               world.folder / "killed"], cwd=ROOT, stderr=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL)
    children = wait_until(lambda: (found := below(runner.pid)) and len(found) >= 3 and found,
                          "link, server and client run", timeout_s=20)
    places = {os.readlink(f"/proc/{pid}/ns/net") for pid in children}
    check(len(places) >= 2, places)
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    wait_until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in children),
               "all programs are gone", timeout_s=5)
    here = os.readlink("/proc/self/ns/net")
    wait_until(lambda: not (places - {here}) & namespaces(), "the namespaces are gone", timeout_s=5)


def below(pid):
    try:
        return list(map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return []


def namespaces():
    """The network namespaces that a process is in."""
    found = set()
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            found.add(os.readlink(process / "ns" / "net"))
        except OSError:
            pass
    return found


@test()
def a_link_without_tun_devices_or_root_carries_the_same(world):
    ready = []
    for options, prefix in ((("--without-tun",), ()),
                            ((), ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
                                  "--clear-groups"))):
        done = world.run("pushbench", "link", *options, prefix=prefix, stdin=subprocess.DEVNULL)
        if prefix and done.returncode == 3 and "user namespaces" in done.stderr:
            continue  # this machine does not permit them: the message says so
        check(done.returncode == 0, options, prefix, done.stderr)
        ready.append(json.loads(done.stdout.splitlines()[0]))
    check(ready[0]["device"] == "veth", ready)
    check(all(line["user"] for line in ready[1:]), ready)


@test()
def links_that_cannot_be_are_refused_before_anything_starts(world):
    for params, says in (
            ({"jitter_ms": 5}, "jitter_ms is 5 ms, but delay_ms only 0"),
            ({"rate_mbit": 0.1, "queue_ms": 50}, "one packet takes 120 ms"),
            ({"delay_ms": 1, "clients": 20000}, "there are 16384"),
            ({"delay_ms": -2}, "delay_ms must be a number from -1"),
            ({"loss": 1.5}, "loss must be a number from -1 to 1"),
            ({"link": "dialup"}, "link")):
        given = world.experiment({"name": "bad", "params": {"transport": "sse", **params}})
        done = world.pushbench("run", given, "--out", world.folder / "bad")
        check(done.returncode == 2 and says in done.stderr, params, done.returncode, done.stderr)
        check(len(done.stderr.splitlines()) == 1, done.stderr)
    given = world.experiment({"name": "bad", "params": {"transport": "sse"},
                              "faults": [{"at_s": 1, "do": "cut_network", "for_s": 1}]})
    done = world.pushbench("run", given, "--out", world.folder / "bad")
    check(done.returncode == 2 and "set \"link\"" in done.stderr, done.returncode, done.stderr)
