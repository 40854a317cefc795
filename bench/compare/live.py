"""Server-driven pages side by side: ours, Blazor Server over its own protocol, and Kestrel's WebSocket echo as the floor, all under the same C client."""
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
import urllib.parse

from . import diagnostics, peers, processes, rounds
from .usage import GENERATOR_CORE, SERVER_CORE, Usage

MODES = ["live", "live-memory", "live-profiles"]
NAMES = ["kestrel-lean", "kestrel", "millrace", "millrace-rendered", "blazor"]
KIND = {"kestrel-lean": "echo", "kestrel": "echo", "millrace": "live", "millrace-rendered": "live", "blazor": "blazor"}
CLIENT = os.path.join(peers.BUILT, "c", "live_load")
# One address holds all clients here, and saturation is no flood: those limits would be the comparison's own.
SERVE = ("serve live --bench --port 0 --ready-json --event-rate 0 --max-per-address 0 --max-sessions 1000000 --max-pending 100000"
         " --max-session-memory 0 --max-total-memory 0").split()
SOURCES = 4             # loopback addresses: one has some 28,000 ports, and each page takes one for a while
FEW, MANY = 3000, 18000
BLAZOR_FEW, BLAZOR_MANY = 300, 1500
SETTLE = 5.0
# A small youngest generation, so that what is resident is what is needed; the same for every server.
MEMORY_VARIABLES = {"DOTNET_GCgen0size": "0x400000", "DOTNET_gcConcurrent": "0"}


class Settings:
    serve = ""          # more options for `millrace serve live`


def _command(name):
    if KIND[name] == "live":
        return [peers.Settings.millrace] + SERVE + Settings.serve.split()
    if name == "blazor":
        return [os.path.join(peers.BUILT, "blazor", "BlazorPeer")]
    return [os.path.join(peers.BUILT, "kestrel", "KestrelEcho")] + (["--lean"] if name == "kestrel-lean" else [])


def is_built(name):
    return os.path.exists(_command(name)[0]) and os.path.exists(CLIENT)


def built_peers():
    return [name for name in NAMES if KIND[name] != "live" and is_built(name)]


def require(names):
    for name in names:
        if name not in NAMES:
            raise peers.PeerError(f"unknown server '{name}'; known are {', '.join(NAMES)}")
        if not is_built(name):
            raise peers.PeerError(f"'{name}' or its client is not built: {_command(name)[0]} or {CLIENT} is missing; run bench/peers/build.sh")


@contextlib.contextmanager
def server(name, core=None):
    running = peers.Process(_command(name) + ([] if KIND[name] == "live" else ["--port", "0"]), core, f"server-live-{name}")
    try:
        first = running.line(timeout=120)
        running.port = urllib.parse.urlparse(next(iter(json.loads(first)["addresses"].values()))).port if KIND[name] == "live" else int(first.split()[1])
        yield running
    finally:
        running.stop()


def path(name, items):
    return f"/bench?list={items}" + ("&style=rendered" if name == "millrace-rendered" else "")


def _client(name, port, clients, items, *options):
    return [CLIENT, "--kind", KIND[name], "--port", str(port), "--clients", str(clients), "--sources", str(SOURCES), "--path", path(name, items), *options]


@contextlib.contextmanager
def load(name, port, clients, seconds, warmup, core=None, items=20):
    """A running client; yields (Process, result), where result() waits for its end and returns its figures."""
    running = peers.Process(_client(name, port, clients, items, "--seconds", f"{seconds:g}", "--warmup", f"{warmup:g}"), core, f"live_load-{name}")
    try:
        yield running, lambda: json.loads(running.line(timeout=seconds + warmup + 120))
    finally:
        running.stop()


@contextlib.contextmanager
def holding(name, port, clients, items, core=None, log="1"):
    """A client that holds idle sessions; entered when it has them all."""
    running = peers.Process(_client(name, port, clients, items, "--idle"), core, f"live_load-idle-{name}-{log}")
    try:
        held = running.line(timeout=300).split()
        if held != ["holding", str(clients)]:
            raise peers.PeerError(f"{name}: only {held[-1]} of {clients} sessions could be attached; see {running.log}")
        yield running
    finally:
        running.stop()


def compare(names, client_counts, count, seconds, warmup, items):
    """All servers live through all rounds, so each is warm; only one is loaded at a time."""
    require(names)
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(server(name, SERVER_CORE)) for name in names}
        return [rounds.measure(r, name, running[name], clients, seconds, warmup, load(name, running[name].port, clients, seconds, warmup, GENERATOR_CORE, items))
                for clients in client_counts for r in range(count + 1) for name in names]


def _resident(running, name):
    time.sleep(SETTLE)
    if not diagnostics.collect(running.pid):
        raise peers.PeerError(f"{name} has no diagnostics port: its garbage cannot be told from what it needs (is DOTNET_EnableDiagnostics set?)")
    time.sleep(1)
    return processes.memory_bytes(running.pid)[0]


def _memory_row(name, items, counts, round_number):
    few, many = counts
    with server(name, SERVER_CORE) as running, holding(name, running.port, few, items, GENERATOR_CORE) as first:
        before = _resident(running, name)
        empty = processes.descriptors(running.pid) - few
        with holding(name, running.port, many - few, items, GENERATOR_CORE, "2") as second:
            after = _resident(running, name)
            held = processes.descriptors(running.pid) - empty
            for client in (first, second):
                with open(client.log) as log:
                    if words := log.read().strip():
                        raise peers.PeerError(f"{name}: sessions were lost while they were idle: {words.splitlines()[0]}")
    row = {"subject": name, "items": items, "round": round_number, "few": few, "many": many, "held": held, "rssFew": before, "rssMany": after,
           "perSession": (after - before) / (many - few)}
    print(f"  round {round_number} {name:17} list {items:4}  {few:6} to {many:6} sessions  {row['perSession']:9.0f} B each, {held} held", file=sys.stderr)
    return row


def compare_memory(names, counts, count, lists):
    """Resident memory at two numbers of idle sessions after full collections; what lies between, shared out. An echo has no list and is measured once a round."""
    require(names)
    rows = []
    inherited = dict(os.environ)
    os.environ.update(MEMORY_VARIABLES)
    try:
        for r in range(1, count + 1):
            for name in names:
                of = (min(counts[0], BLAZOR_FEW), min(counts[1], BLAZOR_MANY)) if name == "blazor" else counts
                rows += [_memory_row(name, items, of, r) for items in (lists if KIND[name] != "echo" else [0])]
    finally:
        os.environ.clear()
        os.environ.update(inherited)
    return rows


def _cell(run, table, column):
    """A figure from the first row of a table of the run file, by the column's name; None where there is none."""
    for one in run.get("tables") or []:
        if one.get("name") == table and one.get("rows"):
            names = [c.get("name") if isinstance(c, dict) else c for c in one["columns"]]
            return one["rows"][0][names.index(column)] if column in names else None
    return None


def profile_row(run, profile, round_number, exit_code):
    """What the goals speak of, out of one run file. Pure."""
    operation = max((run.get("operations") or {"none": {"count": 0}}).values(), key=lambda o: o["count"])
    response = operation.get("response") or {}
    errors = operation.get("errors") or {}
    return {"subject": profile, "round": round_number, "exitCode": exit_code, "perSecond": operation.get("ratePerSecond"), "count": operation["count"],
            "errors": sum(errors.values()) if isinstance(errors, dict) else errors, "p50ms": response.get("p50Ms"), "p99ms": response.get("p99Ms"), "maxms": response.get("maxMs"),
            "evicted": _cell(run, "connections", "Evicted"), "bytesPerEvent": _cell(run, "protocol", "Bytes per event"),
            "bytesPerPatchFrame": _cell(run, "protocol", "Bytes per patch frame"), "pausePercent": _cell(run, "gc", "Share of wall time"),
            "sessionKiB": _cell(run, "session-memory", "Per session"), "generator": (run.get("generator") or {}).get("verdict"), "outcome": (run.get("verdict") or {}).get("outcome"),
            "unconnected": (_cell(run, "connections", "Failed") or 0) + (_cell(run, "connections", "Pages failed") or 0)}


def _profile(profile, round_number, options):
    out = tempfile.mkdtemp(prefix="side-by-side-")
    command = [peers.Settings.millrace, "run", "live", "--profile", profile, "--out", out, "--quiet", *options]
    try:
        usage = Usage([])
        running = peers.Process(command, None, f"live-profile-{profile}")
        try:
            running.process.wait(timeout=300)
        finally:
            running.stop()
        file_name = os.path.join(out, "run.json")
        if not os.path.exists(file_name):
            raise peers.PeerError(f"`{' '.join(command)}` ended with {running.process.returncode} and wrote no run.json; see {running.log}")
        with open(file_name) as file:
            row = profile_row(json.load(file), profile, round_number, running.process.returncode)
        row["othersShare"] = usage.read()[2]
        print(f"  round {round_number} {profile:9} {row['perSecond'] or 0:8.0f}/s  p99 {row['p99ms'] or 0:7.2f} ms  errors {row['errors']}  evicted {row['evicted']}", file=sys.stderr)
        return row
    finally:
        shutil.rmtree(out, ignore_errors=True)


def compare_profiles(profiles, count, options):
    return [_profile(profile, r, options) for r in range(1, count + 1) for profile in profiles]
