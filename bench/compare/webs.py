"""Generators of plain HTTP side by side: ours, wrk and hey, each against the same file of one nginx worker."""
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import tempfile
import time

from . import goals, peers, rounds, tables
from .usage import GENERATOR_CORE, SERVER_CORE

MODES = ["http"]
NAMES = ["wrk", "hey", "millrace"]
GOAL = 0.5          # of wrk's requests a second
FILE_BYTES = 600    # a small page: what is compared is what a request costs
FULL = 0.9          # a generator that used less of its core in its busiest second was not the limit
CONFIGURATION = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def is_built(name):
    return os.path.exists(peers.Settings.millrace) if name == "millrace" else shutil.which(name) is not None


def require(names):
    for name in names:
        if name not in NAMES:
            raise peers.PeerError(f"unknown generator '{name}'; known are {', '.join(NAMES)}")
    for name in names + ["nginx"]:
        if not is_built(name):
            raise peers.PeerError(f"'{name}' is missing: {'run dotnet build or give --millrace PATH' if name == 'millrace' else f'apt install {name}'}")


def _accepts(port):
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError as error:
            if time.monotonic() > until:
                raise peers.PeerError(f"nginx does not listen on port {port}: {error}") from error
            time.sleep(0.05)


@contextlib.contextmanager
def server(core=None):
    """One worker of nginx with one small file, on a port of its own; yields its Process with .port set."""
    folder = tempfile.mkdtemp(prefix="side-by-side-")
    try:
        os.chmod(folder, 0o755)     # its worker may be another user
        os.mkdir(os.path.join(folder, "www"))
        with open(os.path.join(folder, "www", "index.html"), "w") as file:
            file.write("a" * FILE_BYTES)
        port = peers.free_port()
        with open(os.path.join(folder, "nginx.conf"), "w") as file:
            file.write(CONFIGURATION.format(folder=folder, port=port))
        running = peers.Process(["nginx", "-p", folder, "-c", os.path.join(folder, "nginx.conf")], core, "nginx")
        try:
            _accepts(port)
            running.port = port
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def micros(text):
    """A time as wrk writes it, such as 1.02ms, in microseconds."""
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if not found:
        raise peers.PeerError(f"wrk printed the time {text!r}")
    return float(found[1]) * {"us": 1, "ms": 1e3, "s": 1e6, "m": 6e7}[found[2]]


def wrk_figures(text):
    """The figures in what `wrk --latency` prints."""
    rate, half, most = (re.search(pattern, text) for pattern in (r"Requests/sec:\s+([\d.]+)", r"50%\s+(\S+)", r"99%\s+(\S+)"))
    worst = re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", text)
    if not (rate and half and most and worst):
        raise peers.PeerError(f"wrk printed no figures: {text!r}")
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    errors = (int(wrong[1]) if wrong else 0) + (sum(int(n) for n in sockets.groups()) if sockets else 0)
    return {"perSecond": float(rate[1]), "p50us": micros(half[1]), "p99us": micros(most[1]), "maxus": micros(worst[1]), "errors": errors}


def hey_figures(text):
    """The figures in what `hey` prints."""
    rate, half, most, worst = (re.search(pattern, text) for pattern in (
        r"Requests/sec:\s+([\d.]+)", r"50%%? in ([\d.]+) secs", r"99%%? in ([\d.]+) secs", r"Slowest:\s+([\d.]+) secs"))
    if not (rate and half and most and worst):
        raise peers.PeerError(f"hey printed no figures: {text!r}")
    wrong = sum(int(count) for status, count in re.findall(r"\[(\d{3})\]\s+(\d+) responses", text) if not status.startswith("2"))
    failed = sum(int(count) for count in re.findall(r"^\s+\[(\d+)\]\s+\D", text.partition("Error distribution")[2], re.MULTILINE))
    return {"perSecond": float(rate[1]), "p50us": float(half[1]) * 1e6, "p99us": float(most[1]) * 1e6, "maxus": float(worst[1]) * 1e6, "errors": wrong + failed}


def _command(name, url, clients, seconds, warmup, out):
    if name == "wrk":
        return ["wrk", "-t1", f"-c{clients}", f"-d{seconds + warmup:g}s", "--latency", url]
    if name == "hey":
        return ["hey", "-cpus", "1", "-c", str(clients), "-z", f"{seconds + warmup:g}s", url]
    return [peers.Settings.millrace, "run", "http", "--target", url, "--clients", str(clients), "--duration", f"{seconds:g}s", "--warmup", f"{warmup:g}s",
            "--generator-cpus", str(GENERATOR_CORE), "--out", out, "--quiet"]


@contextlib.contextmanager
def load(name, port, clients, seconds, warmup):
    """A running generator; yields (Process, result), where result() waits for its end and returns its figures."""
    out = tempfile.mkdtemp(prefix="side-by-side-")
    try:
        running = peers.Process(_command(name, f"http://127.0.0.1:{port}/", clients, seconds, warmup, out), GENERATOR_CORE, f"http-{name}")
        try:
            yield running, lambda: _figures(name, running, seconds + warmup + 120, out)
        finally:
            running.stop()
    finally:
        shutil.rmtree(out, ignore_errors=True)


def _figures(name, running, timeout, out):
    text = running.rest(timeout)
    if name != "millrace":
        return wrk_figures(text) if name == "wrk" else hey_figures(text)
    with open(os.path.join(out, "run.json")) as file:
        return own_figures(json.load(file))


def own_figures(run):
    """Our run file in the words of the others. Pure."""
    request = run["operations"]["request"]
    response = request["response"]
    return {"perSecond": request["ratePerSecond"], "p50us": response["p50Ms"] * 1000, "p99us": response["p99Ms"] * 1000, "maxus": response["maxMs"] * 1000,
            "errors": sum(request["errors"].values()), "verdict": run["generator"]["verdict"]}


def compare(names, client_counts, count, seconds, warmup):
    require(names)
    with server(SERVER_CORE) as running:
        return [rounds.measure(r, name, running, clients, seconds, warmup, load(name, running.port, clients, seconds, warmup))
                for clients in client_counts for r in range(count + 1) for name in names]


def report(rows):
    text, lines = tables.throughput(rows, "generatorMicros"), []
    for clients in dict.fromkeys(row["clients"] for row in rows):
        some = [row for row in rows if row["clients"] == clients]
        if not {"millrace", "wrk"} <= set(tables.subjects(some)):
            continue
        # A round in which one of the two did not fill its core tells of the neighbours, or of nginx.
        unfit = {row["round"] for row in some if row["subject"] in ("millrace", "wrk") and (row["errors"] or (row["generatorBusy"] or 0) < FULL)}
        ratios = tables.ratios([row for row in some if row["round"] not in unfit], "perSecond", "millrace", "wrk")
        what, aim = f"{clients} clients: requests/s of millrace to wrk's", f"at least {GOAL:g}"
        lines.append(goals.goal(what, tables.ratio_spread(ratios), aim, statistics.median(ratios) >= GOAL) if ratios
                     else goals.unknown(what, f"in no round did both fill their core ({FULL:.0%}) without an error", aim))
    return text + goals.goals(lines) + (
        "\nwrk and hey record the time of each request alone, from when it was sent; millrace also its response time from when it was due, its lateness, and every second of the run."
        " Its processor time has its own start in it, and the compilation of its code.\n")
