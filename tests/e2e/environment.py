"""Environment variables and users' settings change neither figures nor charts."""
import json
import os
import shutil
import socket
import subprocess

from harness import TRANSPORTS, Server, check, client, test


def small_run(world):
    """The folder of a short run, for the tests of charts."""
    out = world.folder / "small"
    done = world.pushbench("run", world.experiment({"name": "small", "params": {
        "transport": ["sse", "websocket"], "engine": "lws", "clients": 5, "rate_per_s": 50,
        "warmup_s": 0.2, "duration_s": 1}}), "--out", out)
    check((out / "run.json").exists(), done.stderr[-500:])
    return out


def pictures(out):
    return {path.name: path.read_bytes() for path in (out / "charts").glob("*.svg")}


@test()
def a_users_gnuplot_settings_do_not_change_the_charts(world):
    out = small_run(world)
    plain = pictures(out)
    check(len(plain) > 5, sorted(plain))
    home = world.folder / "home"
    home.mkdir()
    for settings in ('set decimalsign ","\n', "exit status 0\n"):
        (home / ".gnuplot").write_text(settings)
        done = world.pushbench("report", out, env={**os.environ, "HOME": str(home)})
        check(done.returncode == 0, settings, done.returncode, done.stderr[-500:])
        check(pictures(out) == plain, settings, "changes",
              [name for name, picture in pictures(out).items() if picture != plain.get(name)])


@test()
def data_of_threads_leaves_them_their_stacks(world):
    """It lies in the stack of each thread, and a worker of civetweb has 100 kB."""
    for program in ("pushbench-server", "pushbench-client", "pushbench"):
        done = subprocess.run(["readelf", "-lW", world.program(program)], capture_output=True, text=True,
                              check=True)
        sizes = [int(line.split()[5], 16) for line in done.stdout.splitlines()
                 if line.split()[:1] == ["TLS"]]
        check(sum(sizes) <= 2048, program, sizes)


@test()
def a_chart_that_gnuplot_did_not_draw_is_an_error_with_gnuplots_message(world):
    out = small_run(world)
    tools = world.folder / "tools"
    tools.mkdir()
    stand_in = tools / "gnuplot"
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    said = "no room on the drawing board"
    empty = 'cd "$(dirname "$2")"; cut -f1 index.tsv | while read n; do : >$n.svg; : >$n.png; done'
    for does in ("", empty):
        stand_in.write_text(f"#!/bin/sh\necho '{said}' >&2\n{does}\nexit 0\n")
        stand_in.chmod(0o755)
        done = world.pushbench("report", out, env=env)
        check(done.returncode == 3 and "was not drawn" in done.stderr and said in done.stderr,
              done.returncode, done.stderr[-500:])
    check((out / "report.html").exists(), "the report is gone")


def dead_port():
    """(socket, its port): as long as the socket exists, connections to the port are refused."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound, bound.getsockname()[1]


@test()
def no_transport_goes_through_a_proxy(world):
    bound, port = dead_port()
    proxy = f"http://127.0.0.1:{port}"
    env = {**os.environ, "http_proxy": proxy, "ALL_PROXY": proxy}
    with bound, Server(world, "lws", "--publish-start", "request", "--rate", "50") as server:
        for transport in TRANSPORTS:
            status, result, text = client(world, server, transport, "--clients", "3",
                                          "--warmup-s", "0.1", "--duration-s", "0.5", env=env)
            check(status == 0 and result["delivered"] == result["expected"] > 0, transport,
                  status, text[-500:])
            check("http_proxy, ALL_PROXY: no proxy is used" in text, transport, text)


@test()
def a_run_names_the_environment_variables_that_it_left_out(world):
    bound, port = dead_port()
    out = world.folder / "run"
    with bound:
        done = world.pushbench("run", world.experiment({"name": "left-out", "params": {
            "transport": "websocket", "engine": "lws", "clients": 3, "rate_per_s": 50,
            "warmup_s": 0.1, "duration_s": 0.5}}), "--out", out,
            env={**os.environ, "http_proxy": f"http://user:secret@127.0.0.1:{port}",
                 "MALLOC_ARENA_MAX": "1", "LC_ALL": "POSIX"})
    text = (out / "run.json").read_text()
    machine = json.loads(text)["machine"]
    cell = json.loads(next(out.glob("cells/*/1/cell.json")).read_text())
    check(cell["outcome"] == "done" and cell["lost"] == 0, cell["verdict"], done.stderr[-500:])
    check(machine["environment_set"] == "LC_ALL=C.UTF-8", machine)
    check({"http_proxy", "MALLOC_ARENA_MAX", "LC_ALL"} <=
          set(machine["environment_left_out"].split()), machine["environment_left_out"])
    check("secret" not in text, "run.json tells the proxy's password")
    shutil.rmtree(out)


@test()
def the_output_of_a_run_fits_the_width_of_the_terminal(world):
    out = world.folder / "narrow"
    done = world.pushbench("run", world.experiment({"name": "narrow", "params": {
        "transport": ["sse", "websocket"], "engine": "lws", "clients": 5, "rate_per_s": 50,
        "warmup_s": 0.1, "duration_s": 0.5}}), "--out", out, env={**os.environ, "COLUMNS": "64"})
    *printed, path = done.stdout.splitlines()
    check(path == f"{out}/report.html", path)
    check(all(len(line.rstrip()) <= 64 for line in printed), done.stdout)
    titles = [line for line in printed if line.startswith("server ")]
    check(len(titles) > 1 and titles[-1].endswith("verdict"), done.stdout)
    check(any(line.startswith("- ") for line in printed), "no conclusions", done.stdout)
    lines = [line for line in done.stderr.splitlines() if "; mean " in line]
    check(len(lines) == 2 and all("CPU" in line and "/msg" in line for line in lines), done.stderr)
