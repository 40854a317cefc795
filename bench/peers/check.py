#!/usr/bin/env python3
"""Checks that every peer server answers as RFC 6455 wants, so that none is fast because it does less.

Usage: bench/peers/check.py [artifacts/peers]     checks what is built there
       bench/peers/check.py --port N              checks a server that already runs
"""
import base64
import hashlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare import live, peers, stacks  # noqa: E402

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Session:
    """One connection after its opening handshake, with a bounded wait on every read."""

    def __init__(self, port, path="/ws/check"):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self._fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        expected = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        assert head.startswith(b"HTTP/1.1 101"), head
        assert expected in head, "Sec-WebSocket-Accept is wrong"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _fill(self):
        piece = self.socket.recv(65536)
        assert piece, "the server closed the connection"
        self.buffer += piece

    def _take(self, count):
        while len(self.buffer) < count:
            self._fill()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def frame(self):
        first, second = self._take(2)
        assert not second & 0x80, "a server must not mask"
        length = second & 0x7F
        if length == 126:
            length = struct.unpack(">H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self._take(8))[0]
        return first & 0x80 != 0, first & 0x0F, self._take(length)

    def message(self):
        fin, kind, data = self.frame()
        while not fin:
            fin, opcode, more = self.frame()
            assert opcode == 0, "a fragment must be a continuation"
            data += more
        return kind, data


def masked(opcode, data, fin=True):
    mask = os.urandom(4)
    size = len(data)
    head = bytes([(0x80 if fin else 0) | opcode])
    head += bytes([0x80 | size]) if size < 126 else struct.pack(">BH", 0xFE, size) if size < 65536 else struct.pack(">BQ", 0xFF, size)
    return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data))


def check(port):
    for kind, data in [(TEXT, b"m" * 64), (BINARY, os.urandom(64)), (TEXT, b""), (BINARY, os.urandom(125)), (BINARY, os.urandom(126)),
                       (BINARY, os.urandom(300)), (BINARY, os.urandom(65536)), (BINARY, os.urandom(200_001))]:
        with Session(port) as session:
            session.socket.sendall(masked(kind, data))
            assert session.message() == (kind, data), f"echo of {len(data)} bytes"

    with Session(port) as session:   # one byte per segment
        data = os.urandom(200)
        for byte in masked(BINARY, data):
            session.socket.sendall(bytes([byte]))
        assert session.message() == (BINARY, data), "one byte per segment"

    with Session(port) as session:   # many frames per segment, cut anywhere
        messages = [os.urandom(n % 90) for n in range(400)]
        stream = b"".join(masked(BINARY, m) for m in messages)
        for at in range(0, len(stream), 1461):
            session.socket.sendall(stream[at:at + 1461])
        for n, expected in enumerate(messages):
            assert session.message() == (BINARY, expected), f"message {n} of a burst"

    with Session(port) as session:   # a ping between the fragments of a message
        session.socket.sendall(masked(TEXT, b"one ", fin=False) + masked(PING, b"?") + masked(0, b"two"))
        data, pong, fin = b"", None, False
        while not fin or pong is None:
            last, opcode, piece = session.frame()
            if opcode == PONG:
                pong = piece
            else:
                data, fin = data + piece, last
        assert (data, pong) == (b"one two", b"?"), "fragments and ping"

    with Session(port) as session:   # a reader that is slower than the server: more than the socket buffers hold
        data = os.urandom(1 << 16)
        frame = masked(BINARY, data)
        session.socket.settimeout(20)
        sender = threading.Thread(target=lambda: [session.socket.sendall(frame) for _ in range(256)], daemon=True)
        sender.start()
        sender.join(0.5)
        for _ in range(256):
            assert session.message() == (BINARY, data), "back-pressure"
        sender.join()

    with Session(port) as session:
        session.socket.sendall(masked(CLOSE, struct.pack(">H", 1000)))
        _, opcode, data = session.frame()
        assert opcode == CLOSE and data[:2] in (b"", struct.pack(">H", 1000)), "close is answered with close"


def check_room(port, path):
    """Sizes of both short forms, then many messages to many members: each must get each once and in order."""
    with Session(port, path) as one, Session(port, path) as two:
        time.sleep(0.2)   # a hub may take its members in after the handshake
        for data in [b"m" * 16, b"m" * 125, b"m" * 126, b"m" * 60_000]:
            one.socket.sendall(masked(TEXT, data))
            assert one.message() == two.message() == (TEXT, data), f"{len(data)} bytes to a room"
    for options in (["--window", "1"], ["--window", "16", "--payload", "300"]):
        figures = peers.sink(port, path, 50, 0.5, 0.1, options=options)
        assert figures["published"] > 10 and figures["leastPerMember"] == figures["mostPerMember"] == figures["published"], figures
        assert not any(figures[kind] for kind in peers.SINK_ERRORS), figures


def check_tracker_floor():
    """Every kind of request, answered with what it asks for, over both families."""
    for family, address in (([], "127.0.0.1"), (["--ipv6"], "::1")):
        floor = peers.Process([os.path.join(peers.BUILT, "c", "udp_floor"), *family], log="udp_floor")
        try:
            port = floor.line(timeout=10).split()[1]
            load = [os.path.join(peers.BUILT, "c", "udp_load"), "--address", address, "--port", port, "--hashes", "100", "--seconds", "0.3", "--warmup", "0"]
            figures = json.loads(subprocess.run(load, check=True, stdout=subprocess.PIPE, timeout=60).stdout)
        finally:
            floor.stop()
        assert figures["errors"] == figures["late"] == 0 and figures["peersPerAnnounce"] == 50, figures
        assert all(figures[kind] > 0 for kind in ("connects", "announces", "scrapes")), figures


def check_live(name):
    """Every session gets its token back, each time."""
    with live.server(name) as running:
        with live.load(name, running.port, 20, 0.5, 0.2, items=10) as (_, result):
            figures = result()
    assert figures["errors"] == 0 and figures["roundTrips"] > 20, figures


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--port":
        check(int(sys.argv[2]))
        print("ok")
        return
    for name in peers.built_servers():
        with peers.server(name) as running:
            check(running.port)
        print(f"checked {name}: ok")
    for name in stacks.built():
        with stacks.stack(name) as running:
            check_room(running.port, stacks.ROOM)
        print(f"checked the room of {name}: ok")
    if live.is_built("kestrel-lean"):
        with live.server("kestrel-lean") as running:
            check(running.port)
        print("checked kestrel-lean: ok")
    for name in live.built_peers():
        check_live(name)
        print(f"checked {name} with live_load: ok")
    check_tracker_floor()
    print("checked udp_floor with udp_load: ok")


if __name__ == "__main__":
    main()
