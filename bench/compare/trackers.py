"""UDP trackers (BEP 15) side by side, in alternating rounds (A B C A B C ...): the floor, opentracker and ours, all driven by udp_load."""
import contextlib
import json
import os
import random
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

from . import peers, processes
from .usage import GENERATOR_CORE, SERVER_CORE, Usage

FLOOR = "floor"
NAMES = [FLOOR, "opentracker", "millrace"]
GENERATORS = ["c", "millrace"]
HASHES = 10_000          # what udp_load announces; opentracker's Debian build serves only what it is told of
CLIENTS = 128            # requests in flight, as many as udp_load keeps

# What udp_load asks for, in the words of `millrace run tracker`. The floor's peers are made up, so they are not looked for among the workers.
SAME_LOAD = ["--mode", "closed", "--clients", str(CLIENTS), "--set", "mix=announce=80,scrape=15,connect=5", "--set", "scrape-hashes=10", "--set", "numwant=50",
             "--set", "sockets=16", "--set", f"swarms=uniform:{HASHES}", "--set", "check-peers=false"]
FULL_CONNECT = struct.pack(">QII", 0x41727101980, 0, 7)


class Settings:
    """What the command line chose."""
    serve = ""   # more options for `millrace serve tracker`
    run = ""     # more options for `millrace run tracker`


def _tool(name):
    return os.path.join(peers.BUILT, "c", name)


def _program(name):
    return {FLOOR: _tool("udp_floor"), "opentracker": shutil.which("opentracker") or "", "millrace": peers.Settings.millrace}[name]


def is_built(name):
    return os.path.exists(_program(name))


def require(names, known=NAMES):
    for name in names:
        if name not in known:
            raise peers.PeerError(f"'{name}' cannot be compared here; known are {', '.join(known)}")
        if name in NAMES and not is_built(name):
            wanted = {"millrace": "run `dotnet build` or give --millrace PATH", "opentracker": "apt install opentracker"}
            raise peers.PeerError(f"'{name}' is not built: {wanted.get(name, 'run bench/peers/build.sh')}")
    for tool in ("udp_floor", "udp_load"):
        if not os.path.exists(_tool(tool)):
            raise peers.PeerError(f"{tool} is not built: run bench/peers/build.sh")


def _free_port():
    """Free for UDP and, as opentracker wants it too, for TCP."""
    for _ in range(100):
        port = random.randint(20000, 31999)
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise peers.PeerError("no free port between 20000 and 31999")


def _wait_for_answer(running):
    """Until it answers a connect: opentracker does not say when it is ready."""
    deadline = time.monotonic() + 20
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", running.port))
        client.settimeout(0.2)
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                client.send(FULL_CONNECT)
                if len(client.recv(2048)) >= 16:
                    return
            if running.process.poll() is not None:
                break
            time.sleep(0.05)
    with open(running.log, errors="replace") as errors:
        raise peers.PeerError(f"`{' '.join(running.command)}` answers no connect (exit {running.process.poll()}): {errors.read()[-600:].strip() or 'stderr is empty'}")


def _allow_list():
    """A folder with the list of hashes that udp_load uses; opentracker locks itself into it as the user nobody."""
    folder = tempfile.mkdtemp(prefix="side-by-side-")
    os.chmod(folder, 0o755)
    with open(os.path.join(folder, "hashes"), "w") as hashes:
        subprocess.run([_tool("udp_load"), "--print-hashes", str(HASHES)], stdout=hashes, check=True)
    return folder


@contextlib.contextmanager
def tracker(name, core=None, shards=1):
    """A running tracker on 127.0.0.1; yields its Process with .port set."""
    folder = _allow_list() if name == "opentracker" else None
    if name == "millrace":
        # All load comes from one address, so the limit per address is off.
        command = [peers.Settings.millrace, "serve", "tracker", "--port", "0", "--host6", "off", "--ready-json", "--shards", str(shards), "--connect-rate", "0", "--request-rate", "0"]
        command += Settings.serve.split()
    elif name == "opentracker":
        port = str(_free_port())
        command = [_program(name), "-i", "127.0.0.1", "-p", port, "-P", port, "-d", folder, "-w", "hashes"]
    else:
        command = [_program(name)]
    running = peers.Process(command, core, f"tracker-{name}")
    try:
        if name == "millrace":
            running.port = urllib.parse.urlparse(json.loads(running.line(timeout=120))["addresses"]["udp"]).port
        elif name == "opentracker":
            running.port = int(port)
        else:
            running.port = int(running.line(timeout=20).split()[1])
        _wait_for_answer(running)
        yield running
    finally:
        running.stop()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _millrace_result(out):
    """Our run file in the words of udp_load's JSON line: all operations together, times of the most frequent one."""
    with open(os.path.join(out, "run.json")) as file:
        run = json.load(file)
    operations = run.get("operations") or {}
    if not operations:
        raise peers.PeerError("millrace wrote a run.json without operations")
    response = max(operations.values(), key=lambda o: o["count"])["response"]
    return {
        "peer": "millrace", "responses": sum(o["count"] for o in operations.values()), "perSecond": sum(o["ratePerSecond"] for o in operations.values()),
        "p50us": response["p50Ms"] * 1000, "p99us": response["p99Ms"] * 1000, "maxus": response["maxMs"] * 1000,
        "errors": sum(sum((o.get("errors") or {}).values()) for o in operations.values()), "lost": (run.get("accounting") or {}).get("lost", 0), "dropped": 0,
        "verdict": (run.get("generator") or {}).get("verdict"),
    }


@contextlib.contextmanager
def load(name, port, seconds, warmup, core=None, options=()):
    """A running generator; yields (Process, result), where result() waits for its end and returns its figures."""
    out = tempfile.mkdtemp(prefix="side-by-side-") if name == "millrace" else None
    if out:
        command = [peers.Settings.millrace, "run", "tracker", "--target", f"udp://127.0.0.1:{port}", "--duration", f"{seconds:g}s", "--warmup", f"{warmup:g}s", "--out", out,
                   "--quiet", "--shards", "1", *SAME_LOAD, *Settings.run.split()]
        command += [] if core is None else ["--generator-cpus", str(core)]
    else:
        command = [_tool("udp_load"), "--port", str(port), "--seconds", f"{seconds:g}", "--warmup", f"{warmup:g}", "--hashes", str(HASHES), *options]
    running = peers.Process(command, core, f"tracker-load-{name}")

    def result():
        if not out:
            return json.loads(running.line(timeout=seconds + warmup + 150))
        running.process.wait(timeout=seconds + warmup + 120)
        if not os.path.exists(os.path.join(out, "run.json")):
            raise peers.PeerError(f"millrace ended with {running.process.returncode} and wrote no run.json; see {running.log}")
        return _millrace_result(out)

    try:
        yield running, result
    finally:
        running.stop()
        if out:
            shutil.rmtree(out, ignore_errors=True)


def _measure(subject, round_number, server, seconds, warmup, generator="c", core=GENERATOR_CORE, options=()):
    usage = Usage([server.pid])
    with load(generator, server.port, seconds, warmup, core, options) as (running, result):
        busy = processes.BusiestSecond({"server": [server.pid], "generator": [running.pid]})
        busy.start()
        try:
            figures = result()
        finally:
            shares = busy.shares()
    server_used, generator_used, others = usage.read()
    # The warm-up is taken to run at the measured rate; filling the tracker happens in the round that is not counted.
    answers = figures["perSecond"] * (seconds + warmup)
    row = {"subject": subject, "round": round_number, **figures, "serverBusy": shares["server"], "generatorBusy": shares["generator"], "othersShare": others,
           "serverMicros": server_used * 1e6 / answers if answers else None, "generatorMicros": generator_used * 1e6 / answers if answers else None}
    print(f"  {'warm-up' if round_number == 0 else f'round {round_number}'} {subject:12} {row['perSecond']:10.0f}/s  p99 {row['p99us'] / 1000:8.2f} ms"
          f"  server {row['serverMicros'] or 0:6.2f} us  errors {row['errors']}  lost {row['lost']}  others {others:.0%}", file=sys.stderr)
    time.sleep(0.3)
    return row


def _filling(round_number):
    return ["--fill", "1" if round_number == 0 else "0"]


def compare(names, rounds, seconds, warmup):
    """Peak rates. All trackers live through all rounds, so each is warm and holds the same swarms; only one is loaded at a time."""
    require(names)
    with contextlib.ExitStack() as together:
        running = {name: together.enter_context(tracker(name, SERVER_CORE)) for name in names}
        return [_measure(name, r, running[name], seconds, warmup, options=_filling(r)) for r in range(rounds + 1) for name in names]


def compare_half(names, rounds, seconds, warmup):
    """Times at half of what each was seen to answer at most: two rounds of peaks (the first fills and warms up), then the paced rounds."""
    require(names)
    with contextlib.ExitStack() as together:
        running = {name: together.enter_context(tracker(name, SERVER_CORE)) for name in names}
        peaks = [_measure(name, 0, running[name], seconds, warmup, options=_filling(r)) for r in range(3) for name in names]
        peak = {name: statistics.median([row["perSecond"] for row in peaks if row["subject"] == name][1:]) for name in names}
        return [{**_measure(name, r, running[name], seconds, warmup, options=["--fill", "0", "--rate", f"{peak[name] / 2:.0f}", "--sockets", "64", "--window", "64"]),
                 "peak": peak[name]} for r in range(1, rounds + 1) for name in names]


def compare_shards(shards, rate, rounds, seconds, warmup):
    """What an answer costs with one and with more event loops, at the same rate; the kernel places all threads, because each core is somebody's."""
    require(["millrace"])
    with contextlib.ExitStack() as together:
        running = {count: together.enter_context(tracker("millrace", shards=count)) for count in shards}
        paced = ["--rate", f"{rate:g}", "--sockets", "64", "--window", "64"]
        return [_measure(f"{count} shard{'s' if count > 1 else ''}", r, running[count], seconds, warmup, core=None, options=_filling(r) + paced)
                for r in range(rounds + 1) for count in shards]


def compare_generators(names, rounds, seconds, warmup):
    """Every generator against the floor. Each starts afresh in every round; its own warm-up is excluded by itself."""
    require(names, GENERATORS)
    with tracker(FLOOR, SERVER_CORE) as floor:
        return [_measure(name, r, floor, seconds, warmup, generator=name, options=["--fill", "0"]) for r in range(rounds + 1) for name in names]


def _resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


@contextlib.contextmanager
def _garbage(port, count, rate):
    """A stranger beside the honest client, on its core; yields what returns its figures once it has ended."""
    running = peers.Process([_tool("udp_garbage"), "--port", str(port), "--count", str(count), "--rate", str(rate)], GENERATOR_CORE, "tracker-garbage")
    try:
        yield lambda: json.loads(running.line(timeout=30 + 20 * count / rate))
    finally:
        running.stop()


def compare_garbage(count, garbage_rate, rate, seconds, warmup):
    """The same honest, paced load alone, then beside `count` datagrams of garbage, again and again until they are all sent."""
    require(["millrace"])
    if not os.path.exists(_tool("udp_garbage")):
        raise peers.PeerError("udp_garbage is not built: run bench/peers/build.sh")
    honest = ["--rate", f"{rate:g}", "--sockets", "64", "--window", "64"]
    with tracker("millrace", SERVER_CORE) as server:
        _measure("alone", 0, server, seconds, warmup, options=_filling(0) + honest)
        rows = [{**_measure("alone", r, server, seconds, warmup, options=_filling(r) + honest), "resident": _resident(server.pid)} for r in (1, 2, 3)]
        share = max(int(garbage_rate * (seconds + warmup)), 1)
        rounds = -(-count // share)
        for r in range(1, rounds + 1):
            with _garbage(server.port, min(share, count - (r - 1) * share), garbage_rate) as ended:
                row = _measure("beside garbage", r, server, seconds, warmup, options=_filling(r) + honest)
                rows.append({**row, "garbage": ended(), "resident": _resident(server.pid)})
        return rows
