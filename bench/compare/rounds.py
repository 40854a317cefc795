"""Throughput side by side: one fixed side, the other varied, in alternating rounds (A B C A B C ...) so that drift hits all alike."""
import contextlib
import sys
import time

from . import peers, processes
from .usage import GENERATOR_CORE, SERVER_CORE, Usage


def _measure(round_number, subject, generator, server, clients, seconds, warmup):
    return measure(round_number, subject, server, clients, seconds, warmup, peers.load(generator, server.port, clients, seconds, warmup, GENERATOR_CORE))


def measure(round_number, subject, server, clients, seconds, warmup, load):
    """One row. `load` is a context that yields (Process, result), where result() waits for the end and returns the figures."""
    usage = Usage([server.pid])
    with load as (running, result):
        busy = processes.BusiestSecond({"server": [server.pid], "generator": [running.pid]})
        busy.start()
        try:
            figures = result()
        finally:
            shares = busy.shares()
    row = {"subject": subject, "clients": clients, "round": round_number, **figures, "serverBusy": shares["server"], "generatorBusy": shares["generator"]}
    server_used, generator_used, row["othersShare"] = usage.read()
    # Processor time per round trip hardly moves when a neighbour takes the core, unlike the rate. It spans the whole run, and so
    # connecting and (generators) starting up; the warm-up is taken to run at the measured rate.
    trips = figures["perSecond"] * (seconds + warmup)
    row["serverMicros"] = server_used * 1e6 / trips if trips else None
    row["generatorMicros"] = generator_used * 1e6 / trips if trips else None
    print(f"  {'warm-up' if round_number == 0 else f'round {round_number}'} {subject:17} {clients:6} clients  {row['perSecond']:10.0f}/s"
          f"  p99 {row['p99us'] / 1000:8.2f} ms  errors {row['errors']}"
          f"  others {row['othersShare']:.0%}", file=sys.stderr)
    time.sleep(0.3)   # lets the closed connections leave before the next subject starts
    return row


def compare_servers(names, client_counts, rounds, seconds, warmup):
    """Every server under the C client. All servers live through all rounds, so each is warm; only one is loaded at a time."""
    peers.require("server", names)
    peers.require("generator", ["c"])
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(peers.server(name, SERVER_CORE)) for name in names}
        return [_measure(r, name, "c", running[name], clients, seconds, warmup)
                for clients in client_counts for r in range(rounds + 1) for name in names]


def compare_generators(names, client_counts, rounds, seconds, warmup):
    """Every generator against the C server. Each starts afresh in every round; its own warm-up is excluded by itself."""
    peers.require("generator", names)
    peers.require("server", ["c"])
    with peers.server("c", SERVER_CORE) as server:
        return [_measure(r, name, name, server, clients, seconds, warmup)
                for clients in client_counts for r in range(rounds + 1) for name in names]
