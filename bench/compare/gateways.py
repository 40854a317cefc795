"""Rooms and round trips through a backend, in alternating rounds (A B C A B C ...) so that drift hits all alike."""
import contextlib
import sys
import time

from . import peers, processes, stacks
from .usage import GENERATOR_CORE, SERVER_CORE, Usage

PLACINGS = {   # cores of gateway, backend and generator
    "pinned": (SERVER_CORE, SERVER_CORE, GENERATOR_CORE),
    "split": (SERVER_CORE, GENERATOR_CORE, GENERATOR_CORE),
    "free": (None, None, None),
}


def _drive(stack, driving):
    """Runs one driver (a context of (Process, result)) against a stack; returns its figures with what both sides used."""
    usage = Usage(stack.pids)
    with driving as (running, result):
        busy = processes.BusiestSecond({"server": stack.pids, "generator": [running.pid]})
        busy.start()
        try:
            figures = result()
        finally:
            shares = busy.shares()
    server, generator, others = usage.read()
    return {**figures, "serverBusy": shares["server"], "generatorBusy": shares["generator"], "serverSeconds": server, "generatorSeconds": generator, "othersShare": others}


def _say(row, label, text):
    print(f"  {'warm-up' if row['round'] == 0 else 'round ' + str(row['round'])} {row['subject']:10} {label:22} {text}  others {row['othersShare']:.0%}", file=sys.stderr)
    time.sleep(0.3)   # lets the closed connections leave before the next subject starts


def errors_of(figures):
    return sum(figures[kind] for kind in peers.SINK_ERRORS)


def compare_fanout(names, members, windows, rounds, seconds, warmup):
    """Every server lives through all rounds, so each is warm; only one is loaded at a time."""
    stacks.require(names, stacks.NAMES)
    rows = []
    with contextlib.ExitStack() as together:
        running = {name: together.enter_context(stacks.stack(name, SERVER_CORE)) for name in names}
        for count, window, r, name in [(c, w, r, n) for c in members for w in windows for r in range(rounds + 1) for n in names]:
            row = {"subject": name, "clients": count, "window": window, "round": r}
            row |= _drive(running[name], peers.sink_running(running[name].port, stacks.ROOM, count, seconds, warmup, GENERATOR_CORE, ["--window", str(window)]))
            if row["messages"] == 0:
                raise peers.PeerError(f"'{name}' brought no message to all of its {count} members in {seconds + warmup:g} s; see {peers.BUILT}/logs/")
            row["errors"] = errors_of(row)
            deliveries = row["published"] * count   # the whole run's, as the processor time is
            row["serverMicros"], row["generatorMicros"] = row["serverSeconds"] * 1e6 / deliveries, row["generatorSeconds"] * 1e6 / deliveries
            rows.append(row)
            _say(row, f"{count} members, window {window}", f"{row['perSecond']:10.0f} deliveries/s  last p99 {row['lastP99us'] / 1000:8.2f} ms  errors {row['errors']}")
    return rows


def compare_backend(names, client_counts, placings, rounds, seconds, warmup):
    """Ping-pong through a backend, with each of the placings of its three parts."""
    stacks.require(names, stacks.GATEWAYS)
    rows = []
    for placing in placings:
        gateway_core, backend_core, generator_core = PLACINGS[placing]
        with contextlib.ExitStack() as together:
            running = {name: together.enter_context(stacks.stack(name, gateway_core, backend_core)) for name in names}
            for clients, r, name in [(c, r, n) for c in client_counts for r in range(rounds + 1) for n in names]:
                row = {"subject": name, "clients": clients, "placing": placing, "round": r}
                row |= _drive(running[name], peers.load("c", running[name].port, clients, seconds, warmup, generator_core, stacks.ECHO))
                trips = row["perSecond"] * (seconds + warmup)
                row["serverMicros"] = row["serverSeconds"] * 1e6 / trips if trips else None
                row["generatorMicros"] = row["generatorSeconds"] * 1e6 / trips if trips else None
                rows.append(row)
                _say(row, f"{clients} clients, {placing}", f"{row['perSecond']:10.0f}/s  p99 {row['p99us'] / 1000:8.2f} ms  errors {row['errors']}")
    return rows


def compare_slow(names, clients, slow, rate, payload, rounds, seconds, warmup):
    """Three cases, each against a fresh server: the readers alone, as many readers as there are clients, and the readers with those who never read."""
    stacks.require(names, stacks.NAMES)
    rows = []
    cases = [("readers alone", clients - slow, 0), ("all read", clients, 0), ("some never read", clients - slow, slow)]
    for r, name, (case, members, deaf) in [(r, n, c) for r in range(1, rounds + 1) for n in names for c in cases]:
        with stacks.stack(name, SERVER_CORE) as running:
            kernel = processes.kernel_tcp_bytes()
            options = ["--slow", str(deaf), "--rate", f"{rate:g}", "--payload", str(payload)]
            row = {"subject": name, "case": case, "round": r, "clients": members + deaf}
            with _KernelPeak() as peak:
                row |= _drive(running, peers.sink_running(running.port, stacks.ROOM, members, seconds, warmup, GENERATOR_CORE, options))
            row["peakBytes"] = processes.peak_memory_bytes(running.gateway_pid)
            row["kernelBytes"] = max(0, peak.bytes - kernel)
            row["errors"] = errors_of(row)
        rows.append(row)
        _say(row, case, f"last p99 {row['lastP99us'] / 1000:8.2f} ms  peak {row['peakBytes'] / 2**20:6.0f} MiB  kernel {row['kernelBytes'] / 2**20:6.0f} MiB"
                        f"  slow closed {row['closedSlow']}  errors {row['errors']}")
    return rows


class _KernelPeak(processes.Sampler):
    """The most that the kernel held for TCP sockets meanwhile."""
    bytes = 0

    def sample(self):
        self.bytes = max(self.bytes, processes.kernel_tcp_bytes())
