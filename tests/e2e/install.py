"""`make install`: what it installs works without the checkout; `make uninstall` removes all of
it."""
import atexit
import functools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading

import made_run
from harness import (ENGINES, IN_PROCESS, LIBRARIES, ROOT, TRANSPORTS, Server, Skip, World, check,
                     test)
from tls import Pair

PROGRAMS = ("pushbench", "pushbench-server", "pushbench-client")
ZSH_WAIT = "20"  # seconds

# Types a line and a tab into an interactive zsh, when its editor waits for a line; prints the
# completed line.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= PS2=; unsetopt zle_bracketed_paste; fpath=($1 \$fpath)"
zpty -w shell "autoload -Uz compinit && compinit -D -u"
zpty -w shell "zle-line-init() { print -n EDITOR IS REA''DY; }; zle -N zle-line-init"
zpty -r shell text '*EDITOR IS READY*' || exit 1
zpty -n -w shell "$2"$'\t'
zpty -r shell text "*$3*" && print -r -- "$text"
"""

# Calls the completion function of the program $1 as bash does when these words are typed.
BASH = r"""
source "$COMPLETION"
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
function=$(complete -p "$1" | sed 's/.* -F \([^ ]*\) .*/\1/')
"$function" "$1" "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
printf '%s\n' "${COMPREPLY[@]}"
"""


def make(target, build, root):
    env = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", "-C", ROOT, target, f"BUILD={build}", f"DESTDIR={root}",
                           "PREFIX=/usr"], capture_output=True, text=True, env=env, timeout=60)
    check(done.returncode == 0, target, done.stdout, done.stderr)


ONE_AT_A_TIME = threading.Lock()


@functools.lru_cache(maxsize=None)
def installation(build):
    """Installed once, for all tests of one run."""
    root = pathlib.Path(tempfile.mkdtemp(prefix="pushbench-installed-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    make("install-built", build, root)
    return root


class Installed:
    """What is installed, and a folder elsewhere."""

    def __init__(self, world):
        with ONE_AT_A_TIME:
            self.root = installation(world.build)
        self.prefix = self.root / "usr"
        self.elsewhere = world.folder / "elsewhere"
        self.elsewhere.mkdir()

    def run(self, program, *arguments, **options):
        """Runs it in another folder, with the installed programs in the PATH."""
        env = {**os.environ, "PATH": f"{self.prefix / 'bin'}:{os.environ['PATH']}"}
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                              cwd=self.elsewhere, env=env, timeout=60, **options)


def table(installed, program):
    """[{column: text}] of --help=table"""
    heading, *lines = installed.run(program, "--help=table").stdout.splitlines()
    return [dict(zip(heading.split("\t"), line.split("\t"))) for line in lines]


@test()
def installed_programs_find_each_other_and_the_experiments(world):
    installed = Installed(world)
    for program in PROGRAMS:
        said = installed.run(program, "--version").stdout
        built = world.run(program, "--version").stdout
        check(said == built and said.startswith(program + " "), program, said, built)
    for name in ("default", "trace"):  # repeats=0 is refused after the experiment was found
        done = installed.run("pushbench", "run", name, "--set", "repeats=0")
        check(done.returncode == 2 and "repeats" in done.stderr, name, done.stderr)
    check(not list(installed.elsewhere.iterdir()), "something was written")


@test()
def uninstalling_removes_all_of_it(world):
    root = world.folder / "installed"
    make("install-built", world.build, root)
    check(any(path.is_file() for path in root.rglob("*")), "nothing was installed")
    make("uninstall", world.build, root)
    left = [path for path in root.rglob("*") if not path.is_dir()]
    check(not left, "not removed:", left)


@test()
def installed_programs_start_the_servers_of_installed_target_files(world):
    installed = Installed(world)
    done = installed.run("pushbench", "try", "own-lws", "--transport", "sse")
    check(done.returncode == 0, done.stdout, done.stderr)
    files = {path.relative_to(ROOT) for path in (ROOT / "targets").rglob("*")
             if path.is_file() and "node_modules" not in path.parts}
    there = installed.prefix / "share" / "pushbench"
    for path in files:
        check((there / path).read_bytes() == (ROOT / path).read_bytes(), path)
        check((there / path).stat().st_mode == (ROOT / path).stat().st_mode, path)


@test()
def an_installed_program_draws_with_the_installed_plots(world):
    if shutil.which("gnuplot") is None:
        raise Skip("gnuplot is not installed")
    installed = Installed(world)
    folder = made_run.make(world.folder / "run", "quantum")
    (installed.elsewhere / "scripts" / "plots").mkdir(parents=True)  # not ours: ignored
    done = installed.run("pushbench", "report", folder)
    check(done.returncode == 0 and not done.stderr, done.stderr)
    check(len(list(folder.glob("charts/*.svg"))) >= 5, "charts:", list(folder.glob("charts/*")))


@test()
def an_installed_server_does_tls_on_threads(world):
    pair = Pair(world, "installed")
    installed = Installed(world)
    own = World(installed.prefix / "bin")
    with Server(own, "civetweb", *pair.served()):
        pass
    own.folder.rmdir()


@test()
def the_manual_pages_have_every_option_and_are_well_formed(world):
    installed = Installed(world)
    for program in PROGRAMS:
        page = installed.prefix / "share" / "man" / "man1" / f"{program}.1"
        if shutil.which("mandoc"):
            lint = installed.run("mandoc", "-Tlint", "-Wwarning", page)
            check(lint.returncode == 0 and not lint.stdout, lint.stdout, lint.stderr)
        if shutil.which("groff") is None:
            raise Skip("groff is not installed")
        shown = installed.run("groff", "-Kutf8", "-Tutf8", "-man", "-ww", "-P-cbou", page)
        check(not shown.stderr, program, shown.stderr)
        for row in table(installed, program):
            name = row["name"]
            if program != "pushbench":
                name = "--" + name.replace("_", "-")
            check(re.search(rf"(?m)^ *{name}( |$)", shown.stdout), program, "lacks", name)


def completions(installed, program, *words):
    file = installed.prefix / "share" / "bash-completion" / "completions" / program
    env = {**os.environ, "PATH": f"{installed.prefix / 'bin'}:{os.environ['PATH']}",
           "COMPLETION": str(file)}
    done = subprocess.run(["bash", "--norc", "-c", BASH, "bash", program, *words],
                          capture_output=True, text=True, cwd=installed.elsewhere, env=env,
                          timeout=20)
    check(not done.stderr, program, words, done.stderr)
    return done.stdout.split()


@test()
def bash_completes_commands_options_and_values(world):
    installed = Installed(world)
    experiments = sorted(path.stem for path in (ROOT / "experiments").glob("*.json"))
    commands = [row["name"] for row in table(installed, "pushbench") if row["type"] == "command"]
    for words, expected in (
            (("pushbench", ""), ["--help", "--version", *commands]),
            (("pushbench", "run", ""), experiments),
            (("pushbench", "run", "default", "--set", "interv"), ["interval_ms="]),
            (("pushbench", "run", "default", "--set", "transport", "="),
             list(TRANSPORTS)),
            (("pushbench", "run", "default", "--set", "transport", "=", "sse,w"),
             ["sse,websocket"]),
            (("pushbench", "try", "x", "--"), ["--transport", "--json", "--remote"]),
            (("pushbench", "try", "x", "--transport", "web"), ["websocket"]),
            (("pushbench", "host", "x", "--p"), ["--ports"]),
            (("pushbench-server", "--control-"), ["--control-token"]),
            (("pushbench-server", "--engine", ""), [*ENGINES, *IN_PROCESS]),
            (("pushbench-server", "--engine", "=", "c"), ["civetweb"]),
            (("pushbench-client", "--client_library", ""), list(LIBRARIES))):
        found = completions(installed, *words)
        check(found == expected, words, "are completed by", found)
    for program in PROGRAMS[1:]:
        options = ["--" + row["name"].replace("_", "-") for row in table(installed, program)]
        found = completions(installed, program, "--")
        check(found == ["--help", "--version", *options], program, found)


@test()
def zsh_completes_commands_options_and_values(world):
    if shutil.which("zsh") is None:
        raise Skip("zsh is not installed")
    installed = Installed(world)
    functions = installed.prefix / "share" / "zsh" / "site-functions"
    for typed, expected in (("pushbench-server --engine civ", "civetweb"),
                            ("pushbench-client --client-lib", "client-library"),
                            ("pushbench rep", "report"),
                            ("pushbench run confou", "confounders"),
                            ("pushbench try x --transport=webs", "websocket"),
                            ("pushbench run default --set transport=sse,webs", "sse,websocket")):
        done = installed.run("timeout", ZSH_WAIT, "zsh", "-f", "-c", ZSH, "zsh", functions,
                             typed, expected)
        check(done.returncode == 0, repr(typed), "does not become", expected, done.stdout,
              done.stderr)


def commit_options(folder):
    done = subprocess.run([folder / "scripts" / "commit"], capture_output=True, text=True,
                          cwd="/", timeout=20)
    check(done.returncode == 0 and not done.stderr, done.stderr)
    return done.stdout


@test()
def the_build_names_the_commit_of_its_own_checkout_alone(world):
    checkout = world.folder / "checkout"
    (checkout / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "commit", checkout / "scripts")
    check(commit_options(checkout) == "", "a commit without git")
    git = ["git", "-C", str(checkout), "-c", "user.name=x", "-c", "user.email=x"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *arguments], check=True, timeout=20)
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True,
                          check=True).stdout.strip()
    clean = f'-DBUILD_COMMIT=\\"{head}\\" -DBUILD_FILES_CHANGED='
    check(commit_options(checkout) == clean + "0\n", commit_options(checkout))
    with (checkout / "scripts" / "commit").open("a") as file:
        file.write("# changed\n")
    check(commit_options(checkout) == clean + "1\n", commit_options(checkout))
    unpacked = checkout / "unpacked"  # a tarball, within another project's checkout
    shutil.copytree(checkout / "scripts", unpacked / "scripts")
    check(commit_options(unpacked) == "", commit_options(unpacked))


@test()
def the_changelog_has_the_version_that_is_built(world):
    version = world.pushbench("--version").stdout.split()[1]
    header = (ROOT / "common" / "base" / "version.h").read_text()
    released = re.search(r'PUSHBENCH_RELEASED "(.*)"', header)[1]
    changelog = (ROOT / "CHANGELOG.md").read_text()
    check(f"\n## [{version}] - {released}\n" in changelog, version, released)
