"""The idle fault proxy: what one connection moves through it and directly, in alternating rounds, and the round trip that it adds."""
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys

from . import peers, processes, tables
from .usage import GENERATOR_CORE, SERVER_CORE, Usage

DIRECT, PROXY = "direct", "proxy"
MESSAGE = 64 * 1024
SMALL = 64
GOAL = 0.8   # of the direct rate


def _tool():
    tool = os.path.join(peers.BUILT, "c", "stream")
    if not os.path.exists(tool):
        raise peers.PeerError("stream is not built: run bench/peers/build.sh")
    return tool


@contextlib.contextmanager
def _running(command, core, log):
    process = peers.Process(command, core, log)
    try:
        yield process
    finally:
        process.stop()


def _client(what, port, seconds, size):
    command = ["taskset", "-c", str(GENERATOR_CORE), _tool(), what, str(port), str(seconds), str(size)]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    except subprocess.SubprocessError as error:
        raise peers.PeerError(f"`{' '.join(command)}` failed: {getattr(error, 'stderr', '') or error}") from error


def figures(sent, echoed):
    """The numbers in what `stream` prints."""
    rate = re.search(r"([\d.]+) MB/s", sent)
    trips = re.search(r"p50 ([\d.]+) us p99 ([\d.]+) us", echoed)
    if not rate or not trips:
        raise peers.PeerError(f"stream printed no figures: {sent!r} {echoed!r}")
    return {"megabytesPerSecond": float(rate[1]), "p50us": float(trips[1]), "p99us": float(trips[2])}


def _measure(round_number, subject, port, server, proxy, seconds):
    usage = Usage([server.pid, proxy.pid])
    before = processes.cpu_seconds(proxy.pid)
    sent = _client("send", port, seconds, MESSAGE)
    used = processes.cpu_seconds(proxy.pid) - before
    row = {"subject": subject, "round": round_number, **figures(sent, _client("echo", port, seconds / 2, SMALL))}
    row["proxyCpuPerGigabyte"] = used / (row["megabytesPerSecond"] * seconds / 1000) if subject == PROXY else None
    _, _, row["othersShare"] = usage.read()
    print(f"  {'warm-up' if round_number == 0 else f'round {round_number}'} {subject:7} {row['megabytesPerSecond']:8.0f} MB/s  p50 {row['p50us']:7.1f} us"
          f"  others {row['othersShare']:.0%}", file=sys.stderr)
    return row


def compare(rounds, seconds, core=None):
    """core: where the proxy is pinned; None lets the system place it, as it would be."""
    with _running([_tool(), "serve", "0"], SERVER_CORE, "stream") as server:
        port = int(server.line(10).split()[1])
        command = [peers.Settings.millrace, "proxy", "--listen", "127.0.0.1:0", "--proxy", f"idle=127.0.0.1:0>127.0.0.1:{port}", "--ready-json"]
        with _running(command, core, "proxy") as proxy:
            through = int(json.loads(proxy.line(120))["addresses"]["idle"].rsplit(":", 1)[1])
            return [_measure(r, subject, at, server, proxy, seconds) for r in range(rounds + 1) for subject, at in ((DIRECT, port), (PROXY, through))]


def report(rows):
    lines = [[name, tables.spread(tables.of(rows, name, "megabytesPerSecond")), tables.spread(tables.of(rows, name, "p50us"), "{:.1f}"),
              tables.spread(tables.of(rows, name, "p99us"), "{:.1f}"), tables.spread(tables.of(rows, name, "proxyCpuPerGigabyte"), "{:.3f}")] for name in (DIRECT, PROXY)]
    ratios = tables.ratios(rows, "megabytesPerSecond", PROXY, DIRECT)
    rate, verdict = tables.ratio_spread(ratios), "met" if statistics.median(ratios) >= GOAL else "**missed**"
    added = [p - d for p, d in zip(tables.of(rows, PROXY, "p50us"), tables.of(rows, DIRECT, "p50us"))]
    return ("\n" + tables.weather(rows) + "\n\n"
            + tables.table(["", "64 KB messages, MB/s", "round trip of 64 bytes p50 us", "p99 us", "proxy CPU s/GB"], lines)
            + f"\n\nThrough the idle proxy one connection moves {rate} of the direct rate (goal at least {GOAL:g}: {verdict}); the proxy adds {tables.spread(added, '{:.1f}')} us to the p50 of a round trip."
            + f"\nServer on core {SERVER_CORE}, client on core {GENERATOR_CORE}, the proxy wherever the system puts it: three programs share two cores.\n")
