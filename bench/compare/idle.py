"""Memory per idle connection, as resident (Rss) and proportional (Pss) set size of the process that holds it."""
import sys
import time

from . import peers, processes
from .usage import GENERATOR_CORE, SERVER_CORE

FEW = 10          # connections that are opened first, so that code and first-use caches are not charged to the many
SETTLE = 3.0      # seconds of silence before memory is read


def _wait_for(server, expected, timeout=120):
    """Waits until the server holds at least that many more descriptors than before."""
    deadline = time.monotonic() + timeout
    while processes.descriptors(server.pid) < expected:
        if time.monotonic() > deadline:
            raise peers.PeerError(f"the server holds {processes.descriptors(server.pid)} descriptors after {timeout} s, expected {expected}")
        time.sleep(0.2)
    time.sleep(SETTLE)


def _row(kind, subject, clients, round_number, before, after, connections):
    row = {"kind": kind, "subject": subject, "clients": clients, "round": round_number,
           "rssBefore": before[0], "rssAfter": after[0], "pssBefore": before[1], "pssAfter": after[1],
           "rssPerConnection": (after[0] - before[0]) / connections, "pssPerConnection": (after[1] - before[1]) / connections}
    print(f"  round {round_number} {kind} {subject:9} {clients:6} idle  {row['rssPerConnection']:9.0f} B Rss per connection", file=sys.stderr)
    return row


def _server(name, clients, round_number):
    with peers.server(name, SERVER_CORE) as server:
        empty = processes.descriptors(server.pid)
        with peers.idle_clients("c", server.port, FEW, GENERATOR_CORE):
            _wait_for(server, empty + FEW)
        time.sleep(1)
        before = processes.memory_bytes(server.pid)
        with peers.idle_clients("c", server.port, clients, GENERATOR_CORE) as holder:
            held = holder.line(timeout=120).split()
            if held != ["holding", str(clients)]:
                raise peers.PeerError(f"only {held[-1]} of {clients} connections could be opened")
            time.sleep(SETTLE)
            return _row("server", name, clients, round_number, before, processes.memory_bytes(server.pid), clients)


def _generator(name, clients, round_number):
    memory = []
    for count in (FEW, clients):
        with peers.server("c", SERVER_CORE) as server:
            empty = processes.descriptors(server.pid)
            with peers.idle_clients(name, server.port, count, GENERATOR_CORE) as holder:
                _wait_for(server, empty + count)
                memory.append(processes.memory_bytes(holder.pid))
    return _row("generator", name, clients, round_number, memory[0], memory[1], clients - FEW)


def compare(servers, generators, client_counts, rounds):
    peers.require("server", servers + ["c"])
    peers.require("generator", generators + ["c"])
    return [row for clients in client_counts for r in range(1, rounds + 1)
            for row in [_server(name, clients, r) for name in servers] + [_generator(name, clients, r) for name in generators]]
