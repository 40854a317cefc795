"""The servers and generators that can be compared: how each is started, and what its output means."""
import contextlib
import json
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

from . import processes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILT = os.path.join(ROOT, "artifacts", "peers")
SERVER_NAMES = ["c", "go", "node", "kestrel", "millrace"]
GENERATOR_NAMES = ["c", "go", "millrace"]
SINK_ERRORS = ["lost", "duplicated", "corrupted", "incomplete", "skipped", "closedMembers"]


class PeerError(Exception):
    """A peer that is not built, did not start or gave no result; the message says what to do."""


class Settings:
    """What the command line chose about the programs themselves."""
    millrace = os.path.join(ROOT, "millrace")
    millrace_idle = "--mode pingpong --think 3600s"   # how the millrace generator keeps connections idle


def _program(kind, name):
    if name == "millrace":
        return [Settings.millrace]
    return {
        ("server", "c"): [os.path.join(BUILT, "c", "echo_server")],
        ("server", "go"): [os.path.join(BUILT, "go", "server")],
        ("server", "node"): ["node", os.path.join(BUILT, "node", "server.js")],
        ("server", "kestrel"): [os.path.join(BUILT, "kestrel", "KestrelEcho")],
        ("generator", "c"): [os.path.join(BUILT, "c", "load")],
        ("generator", "go"): [os.path.join(BUILT, "go", "client")],
    }[kind, name]


def is_built(kind, name):
    return os.path.exists(_program(kind, name)[-1])


def built_servers():
    """The thin peers that build.sh has built; millrace is not one of them."""
    return [name for name in SERVER_NAMES if name != "millrace" and is_built("server", name)]


def require(kind, names):
    known = SERVER_NAMES if kind == "server" else GENERATOR_NAMES
    for name in names:
        if name not in known:
            raise PeerError(f"unknown {kind} '{name}'; known are {', '.join(known)}")
        if not is_built(kind, name):
            raise PeerError(f"{kind} '{name}' is not built: {_program(kind, name)[-1]} is missing; "
                            + ("run `dotnet build` or give --millrace PATH" if name == "millrace" else "run bench/peers/build.sh"))


def free_port():
    """Below the ephemeral range: there, a connect that is repeated until it succeeds can meet itself and 'succeed' without a server."""
    for _ in range(100):
        port = random.randint(20000, 31999)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise PeerError("no free port between 20000 and 31999")


class Process:
    """A child in a session of its own, so that a wrapper script and what it starts end together. Its stdout arrives as lines."""

    def __init__(self, command, core=None, log="peer"):
        """log: a name under artifacts/peers/logs/, or None for a program whose log is not wanted."""
        os.makedirs(os.path.join(BUILT, "logs"), exist_ok=True)
        if core is not None:
            command = ["taskset", "-c", str(core)] + command
        self.command = command
        self.log = os.path.join(BUILT, "logs", log + ".log") if log else os.devnull
        with open(self.log, "wb") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                                            start_new_session=True, cwd=ROOT)
        self.pid = self.process.pid
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)
        self.process.stdout.close()

    def rest(self, timeout):
        """All of stdout that has not been read, once the program has ended; a PeerError where it does not, or fails."""
        lines, until = [], time.monotonic() + timeout
        while True:
            try:
                line = self._lines.get(timeout=max(until - time.monotonic(), 0.01))
            except queue.Empty as error:
                raise PeerError(f"`{' '.join(self.command)}` did not end in {timeout:g} s; see {self.log}") from error
            if line is None:
                break
            lines.append(line)
        if self.process.wait(timeout=10) != 0:
            raise PeerError(f"`{' '.join(self.command)}` ended with {self.process.returncode}; see {self.log}")
        return "".join(lines)

    def line(self, timeout):
        """The next line of stdout, or a PeerError that shows the end of stderr."""
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            line = None
        if line is None:
            with open(self.log, errors="replace") as errors:
                tail = errors.read()[-600:].strip()
            raise PeerError(f"`{' '.join(self.command)}` printed nothing in time (exit {self.process.poll()}): {tail or 'stderr is empty'}")
        return line

    def stop(self):
        """Ends it as its contract says (stdin closed, SIGTERM) and, after five seconds, for good. Returns when all of it is gone."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        for what in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, what)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
            deadline = time.monotonic() + 5
            while processes.is_running_group(self.pid):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.01)
            else:
                return


def server_command(name, port):
    if name == "millrace":
        return [Settings.millrace, "serve", "gateway", "--echo", "--port", str(port), "--ready-json"]
    return _program("server", name) + ["--port", str(port)]


@contextlib.contextmanager
def server(name, core=None, port=0):
    """A running echo server; yields its Process with .port set."""
    running = Process(server_command(name, port), core, f"server-{name}")
    try:
        first = running.line(timeout=120)
        if name == "millrace":
            running.port = urllib.parse.urlparse(json.loads(first)["addresses"]["ws"]).port
        else:
            running.port = int(first.split()[1])
        yield running
    finally:
        running.stop()


def url(port):
    return f"ws://127.0.0.1:{port}/ws/"


def _millrace_run(target_port, clients, duration, out, core):
    """The generator pins itself by default, and not necessarily to the core that taskset gave it: so the core is named twice."""
    command = [Settings.millrace, "run", "gateway", "--target", url(target_port), "--clients", str(clients), "--duration", duration, "--out", out, "--quiet"]
    return command + ([] if core is None else ["--generator-cpus", str(core), "--shards", "1"])


@contextlib.contextmanager
def idle_clients(name, port, clients, core=None):
    """A generator that holds idle connections. The caller waits until the server has them all."""
    if name == "millrace":
        out = tempfile.mkdtemp(prefix="side-by-side-")
        command = _millrace_run(port, clients, "600s", out, core) + Settings.millrace_idle.split()
    else:
        out = None
        command = _program("generator", name) + ["--port", str(port), "--clients", str(clients), "--idle"]
        command += ["--sources", "4"] if name == "c" else []
    running = Process(command, core, f"idle-{name}")
    try:
        yield running
    finally:
        running.stop()
        if out:
            shutil.rmtree(out, ignore_errors=True)


def _millrace_result(out):
    """Our run file in the words of the peers' JSON line. The operation with the most round trips is the one being measured."""
    with open(os.path.join(out, "run.json")) as file:
        run = json.load(file)
    if not run.get("operations"):
        raise PeerError("millrace wrote a run.json without operations")
    operation = max(run["operations"].values(), key=lambda o: o["count"])
    response = operation["response"]
    errors = operation.get("errors") or {}
    return {
        "peer": "millrace", "roundTrips": operation["count"], "perSecond": operation["ratePerSecond"],
        "p50us": response["p50Ms"] * 1000, "p99us": response["p99Ms"] * 1000, "maxus": response["maxMs"] * 1000,
        "errors": sum(errors.values()) if isinstance(errors, dict) else errors, "verdict": (run.get("generator") or {}).get("verdict"),
    }


@contextlib.contextmanager
def load(name, port, clients, seconds, warmup, core=None, path=None):
    """A running ping-pong generator; yields (Process, result), where result() waits for its end and returns its figures."""
    out = tempfile.mkdtemp(prefix="side-by-side-") if name == "millrace" else None
    if name == "millrace":
        command = _millrace_run(port, clients, f"{seconds:g}s", out, core) + ["--mode", "pingpong", "--warmup", f"{warmup:g}s"]
    else:
        command = _program("generator", name) + ["--port", str(port), "--clients", str(clients), "--seconds", f"{seconds:g}", "--warmup", f"{warmup:g}"]
        command += ["--path", path] if path else []
    running = Process(command, core, f"generator-{name}")

    def result():
        if name != "millrace":
            return json.loads(running.line(timeout=seconds + warmup + 90))
        try:
            running.process.wait(timeout=seconds + warmup + 120)
        except subprocess.TimeoutExpired:
            raise PeerError(f"millrace did not end within {seconds + warmup + 120:g} s; see {running.log}") from None
        if not os.path.exists(os.path.join(out, "run.json")):
            running.line(timeout=0)
            raise PeerError(f"millrace ended with {running.process.returncode} and wrote no run.json; see {running.log}")
        return _millrace_result(out)

    try:
        yield running, result
    finally:
        running.stop()
        if out:
            shutil.rmtree(out, ignore_errors=True)


@contextlib.contextmanager
def sink_running(port, path, members, seconds, warmup, core=None, options=()):
    """A running driver of a room; yields (Process, result) as load does."""
    command = [os.path.join(BUILT, "c", "sink"), "--port", str(port), "--path", path, "--members", str(members),
               "--seconds", f"{seconds:g}", "--warmup", f"{warmup:g}", *options]
    running = Process(command, core, "sink")
    try:
        yield running, lambda: json.loads(running.line(timeout=seconds + warmup + 90))
    finally:
        running.stop()


def sink(port, path, members, seconds, warmup, core=None, options=()):
    with sink_running(port, path, members, seconds, warmup, core, options) as (_, result):
        return result()
