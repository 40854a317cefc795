"""Streaming transcription side by side: ours, the service whose API ours is (where --original starts it), and Kestrel's WebSocket echo as the floor, all under the same C client."""
import contextlib
import json
import os
import shlex
import sys
import time
import urllib.parse
import urllib.request

from . import peers, processes
from .usage import GENERATOR_CORE, SERVER_CORE

MODES = ["speech", "speech-realtime", "speech-memory", "speech-startup"]
NAMES = ["kestrel-lean", "millrace", "original"]
# The original takes one chunk of a stream at a time, each for 50 ms: no stream of 20 ms chunks in real time is one that it can follow.
DEFAULTS = {"speech": NAMES, "speech-realtime": ["millrace"], "speech-memory": ["kestrel-lean", "millrace"], "speech-startup": NAMES}
CLIENT = os.path.join(peers.BUILT, "c", "speech_load")
SOURCES = 4                  # loopback addresses that the clients come from
LATENCY_MS = 50              # what the simulated recogniser takes, in ours and in the original; the floor's clients wait as long themselves
CHUNK_MS = 20
WARM, WARM_SECONDS = 300, 6     # talkers that warm a server up in round 0, and for how long: what is hot is compiled by then
# One address holds all clients here, and many of them only listen: those limits would be the comparison's own.
SERVE = "serve speech --port 0 --ready-json --max-sessions 20000 --initial-speech-timeout 1h --idle-timeout 1h".split()
VARIABLES = {"DOTNET_TC_CallCountingDelayMs": "0"}     # methods are compiled well at once, in every .NET server alike


class Settings:
    serve = ""               # more options for `millrace serve speech`
    original = None          # the command that starts the original, with {port} in it


def command(name, port=0):
    if name == "millrace":
        return [peers.Settings.millrace] + [str(port) if word == "0" else word for word in SERVE] + Settings.serve.split()
    if name == "original":
        return [word.replace("{port}", str(port)) for word in shlex.split(Settings.original)]
    return [os.path.join(peers.BUILT, "kestrel", "KestrelEcho"), "--lean", "--port", str(port)]


def is_built(name):
    return os.path.exists(CLIENT) and (bool(Settings.original) if name == "original" else os.path.exists(command(name)[0]))


def require(names):
    for name in names:
        if name not in NAMES:
            raise peers.PeerError(f"unknown server '{name}'; known are {', '.join(NAMES)}")
        if name == "original" and not Settings.original:
            raise peers.PeerError("'original' needs --original 'COMMAND', with {port} where its port goes")
        if not is_built(name):
            raise peers.PeerError(f"'{name}' or its client is not built: {command(name)[0]} or {CLIENT} is missing; run bench/peers/build.sh")


@contextlib.contextmanager
def variables(more=()):
    """All servers run with the same variables of the runtime's; what the caller has set goes before."""
    inherited = dict(os.environ)
    os.environ.update({name: value for name, value in {**VARIABLES, **dict(more)}.items() if name not in inherited})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(inherited)


def health(port, timeout=2):
    """What /v1/health says; None where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=timeout) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def server(name, core=None):
    """Yields the Process with .port, once it is ready."""
    port = peers.free_port() if name == "original" else 0
    running = peers.Process(command(name, port), core, f"server-speech-{name}")
    try:
        if name == "original":
            deadline = time.monotonic() + 60
            while not health(port):
                if time.monotonic() > deadline or running.process.poll() is not None:
                    running.line(timeout=0)
                time.sleep(0.05)
            running.port = port
        else:
            first = running.line(timeout=120)
            running.port = urllib.parse.urlparse(next(iter(json.loads(first)["addresses"].values()))).port if name == "millrace" else int(first.split()[1])
        yield running
    finally:
        running.stop()


def client(name, port, clients, *options):
    return [CLIENT, "--port", str(port), "--clients", str(clients), "--sources", str(SOURCES), *(["--echo"] if name == "kestrel-lean" else []), *options]


@contextlib.contextmanager
def holding(name, port, clients, *options, core=None, log="1"):
    """A client that holds sessions, silent ones or talkers, until it is stopped; entered when it has them all."""
    running = peers.Process(client(name, port, clients, "--hold", *options), core, f"speech_load-hold-{name}-{log}")
    try:
        held = running.line(timeout=180).split()
        if held != ["holding", str(clients)]:
            raise peers.PeerError(f"{name}: only {held[-1]} of {clients} sessions were opened; see {running.log}")
        yield running
    finally:
        running.stop()


def lost(holder, name):
    """Fails where a client that holds sessions has lost one."""
    if (code := holder.process.poll()) is not None:
        raise peers.PeerError(f"{name}: the client that held sessions ended with {code}; see {holder.log}")
    with open(holder.log, errors="replace") as log:
        if words := log.read().strip():
            raise peers.PeerError(f"{name}: sessions were lost while they were held: {words.splitlines()[0]}")


class _Clocks:
    """Processor time of both sides and of the cores, at one moment."""

    def __init__(self, of, load):
        self.server, self.generator = processes.cpu_seconds(of.pid), processes.cpu_seconds(load.pid)
        self.cores, self.at = processes.core_seconds((SERVER_CORE, GENERATOR_CORE)), time.monotonic()


def _expect(running, word, timeout):
    line = running.line(timeout)
    if line.strip() != word:
        raise peers.PeerError(f"{CLIENT} said {line.strip()[:200]!r} where {word!r} was due; see {running.log}")


def measure(round_number, subject, case, of, clients, seconds, warmup, options):
    """One row: the client's figures, and what the measured seconds took of both cores. Nothing of the driver runs in them."""
    arguments = client(subject, of.port, clients, "--seconds", f"{seconds:g}", "--warmup", f"{warmup:g}", *options)
    running = peers.Process(arguments, GENERATOR_CORE, f"speech_load-{subject}")
    try:
        _expect(running, "measuring", warmup + 150)
        before = _Clocks(of, running)
        _expect(running, "measured", seconds + 60)
        after = _Clocks(of, running)
        figures = json.loads(running.line(timeout=30))
        rss = processes.memory_bytes(of.pid)[0]
    finally:
        running.stop()
    return row(round_number, subject, case, clients, figures, before, after, rss)


def row(round_number, subject, case, clients, figures, before, after, rss):
    elapsed = after.at - before.at
    used, generator = after.server - before.server, after.generator - before.generator
    answered = figures["perSecond"] * elapsed
    others = max(0.0, (after.cores - before.cores - used - generator) / (2 * elapsed))
    print(f"  {'warm-up' if round_number == 0 else f'round {round_number}'} {case:22} {subject:12} {clients:5} sessions {figures['perSecond']:8.0f}/s  p99 {figures['p99us'] / 1000:8.2f} ms"
          f"  {used * 1e6 / answered if answered else 0:6.1f} us each  left {figures['backlogEnd']}  errors {figures['errors']}  others {others:.0%}", file=sys.stderr)
    time.sleep(0.3)   # the closed connections leave before the next subject begins
    return {"subject": subject, "case": case, "round": round_number, **figures, "clients": clients, "serverShare": used / elapsed, "generatorShare": generator / elapsed,
            "othersShare": others, "serverMicros": used * 1e6 / answered if answered else None, "rssMiB": rss / 2**20}


def _closed(name):
    return ["--think", str(LATENCY_MS)] if name == "kestrel-lean" else []


def compare(names, client_counts, count, seconds, warmup):
    """Closed loop: every user sends its next chunk when the answer to the last is in. All servers live through all rounds; one is loaded at a time."""
    require(names)
    with variables(), contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(server(name, SERVER_CORE)) for name in names}
        rows = [measure(0, name, "warm-up", running[name], WARM, WARM_SECONDS, 1, _closed(name)) for name in names]
        return rows + [measure(r, name, f"{clients} users", running[name], clients, seconds, warmup, _closed(name))
                       for r in range(1, count + 1) for clients in client_counts for name in names]


def realtime_cases(streams, connections):
    """(case, sessions, the client's options). Sessions that say nothing are kept alive as the protocol wants it."""
    paced = ["--period", str(CHUNK_MS)]
    cases = [(f"{n} {form}", n, paced + more) for form, more in (("binary", ["--binary"]), ("base64", [])) for n in streams]
    if connections:
        cases.append((f"{connections} held, {connections // 10} talk", connections, paced + ["--binary", "--talking", str(connections // 10), "--keepalive", "5"]))
    return cases


def compare_realtime(names, streams, connections, count, seconds, warmup):
    """A chunk every 20 ms of every stream, on an absolute schedule, whether or not answers came."""
    require(names)
    with variables(), contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(server(name, SERVER_CORE)) for name in names}
        rows = [measure(0, name, "warm-up", running[name], WARM, WARM_SECONDS, 1, ["--period", str(CHUNK_MS), *more]) for name in names for more in ([], ["--binary"])]
        return rows + [measure(r, name, case, running[name], clients, seconds, warmup, options)
                       for r in range(1, count + 1) for case, clients, options in realtime_cases(streams, connections) for name in names]
