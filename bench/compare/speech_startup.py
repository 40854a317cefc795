"""Time from exec until a transcription service answers: its first connection, /v1/health, and the first session."""
import http.client
import os
import socket
import sys
import time

from . import peers, speech
from .usage import GENERATOR_CORE, SERVER_CORE

LIMIT = 60.0   # seconds until a server that does not answer is given up
UPGRADE = ("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")


def _session(name, port):
    """Whether a session is open: the upgrade and, from a service, the first message."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as connection:
        echo = name == "kestrel-lean"
        connection.sendall(UPGRADE.format(path="/ws/" if echo else "/v1/transcribe/stream", port=port).encode())
        taken = b""
        while b"\r\n\r\n" not in taken or not echo and b"session_start" not in taken:
            more = connection.recv(4096)
            if not more:
                return False
            taken += more
        return taken.startswith(b"HTTP/1.1 101")


def _healthy(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        connection.request("GET", "/v1/health")
        return connection.getresponse().status == 200
    finally:
        connection.close()


def _once(name, round_number):
    port = peers.free_port()
    begun = time.perf_counter()
    running = peers.Process(speech.command(name, port), SERVER_CORE, f"start-speech-{name}")
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    accepted = time.perf_counter()
                    break
            if time.perf_counter() - begun > LIMIT or running.process.poll() is not None:
                raise peers.PeerError(f"'{name}' did not accept on port {port} within {LIMIT:g} s; see {running.log}")
            time.sleep(0.001)
        if name != "kestrel-lean" and not _healthy(port):
            raise peers.PeerError(f"'{name}' did not answer /v1/health with 200; see {running.log}")
        ready = time.perf_counter()
        if not _session(name, port):
            raise peers.PeerError(f"'{name}' opened no session; see {running.log}")
        opened = time.perf_counter()
    finally:
        running.stop()
    return {"subject": name, "round": round_number, "acceptMs": (accepted - begun) * 1000, "readyMs": (ready - begun) * 1000, "sessionMs": (opened - begun) * 1000}


def compare(names, count):
    speech.require(names)
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {GENERATOR_CORE})   # who asks must not take the server's core
    rows = []
    try:
        with speech.variables():
            for r in range(count + 1):          # round 0 fills the page cache
                rows += [_once(name, r) for name in names]
                print(f"  round {r}: " + ", ".join(f"{row['subject']} {row['readyMs']:.0f} ms" for row in rows[-len(names):]), file=sys.stderr)
    finally:
        os.sched_setaffinity(0, own)
    return rows
