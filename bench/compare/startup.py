"""Time from exec to the first accepted connection, and to the first completed opening handshake."""
import os
import socket
import sys
import time

from . import peers
from .usage import GENERATOR_CORE, SERVER_CORE

LIMIT = 120.0   # seconds until a server that does not accept is given up; a wrapper may build first, in the round that does not count


def _request(port):
    return (f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def _once(name, round_number):
    port = peers.free_port()
    begun = time.perf_counter()
    process = peers.Process(peers.server_command(name, port), SERVER_CORE, f"start-{name}")
    try:
        while True:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    accepted = time.perf_counter()
                    client.settimeout(LIMIT)
                    client.sendall(_request(port))
                    answer = client.recv(4096)
                    upgraded = time.perf_counter()
                    break
            if time.perf_counter() - begun > LIMIT or process.process.poll() is not None:
                raise peers.PeerError(f"server '{name}' did not accept on port {port} within {LIMIT:g} s; see {process.log}")
    finally:
        process.stop()
    if not answer.startswith(b"HTTP/1.1 101"):
        raise peers.PeerError(f"server '{name}' answered its first handshake with {answer[:60]!r}")
    return {"subject": name, "round": round_number, "acceptMs": (accepted - begun) * 1000, "upgradeMs": (upgraded - begun) * 1000}


def compare(names, rounds):
    peers.require("server", names)
    os.sched_setaffinity(0, {GENERATOR_CORE})   # the prober must not take the server's core
    rows = []
    for r in range(rounds + 1):                 # round 0 fills the page cache
        for name in names:
            rows.append(_once(name, r))
        print(f"  round {r}: " + ", ".join(f"{row['subject']} {row['acceptMs']:.1f} ms" for row in rows[-len(names):]), file=sys.stderr)
    return rows
