#!/usr/bin/env python3
"""Stands in for a transcription service in the driver's own tests: /v1/health, and every chunk answered after --latency milliseconds, one at a time for each session."""
import asyncio
import base64
import hashlib
import json
import signal
import sys

active = 0


def value(name, otherwise):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


def frame(text):
    body = text.encode()
    return (bytes([0x81, len(body)]) if len(body) < 126 else bytes([0x81, 126]) + len(body).to_bytes(2, "big")) + body


async def message(reader):
    head = await reader.readexactly(2)
    length = head[1] & 127
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2), "big")
    mask, body = await reader.readexactly(4), await reader.readexactly(length)
    return head[0] & 15, bytes(b ^ mask[i % 4] for i, b in enumerate(body))


async def session(reader, writer):
    chunks, answer = 0, value("--answer", "partial")
    writer.write(frame(json.dumps({"type": "session_start", "session_id": "one"})))
    while True:
        opcode, body = await message(reader)
        if opcode == 8:
            return
        if opcode == 1 and json.loads(body)["type"] != "audio":
            continue
        await asyncio.sleep(float(value("--latency", "5")) / 1000)
        chunks += 1
        writer.write(frame(json.dumps({"type": "final"} if chunks % 10 == 0 else {"type": answer, "text": "words"})))


async def connection(reader, writer):
    global active
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if "/v1/health" in head:
            body = json.dumps({"status": "ok", "active_sessions": active})
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())
            await writer.drain()
            return
        key = next(line.split(": ")[1] for line in head.split("\r\n") if line.startswith("Sec-WebSocket-Key"))
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        writer.write(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())
        active += 1
        try:
            await session(reader, writer)
        finally:
            active -= 1
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(connection, "127.0.0.1", int(value("--port", "0")))
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"ready": True, "system": "speech", "addresses": {"http": f"http://127.0.0.1:{port}/"}}), flush=True)
    await server.serve_forever()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
asyncio.run(main())
