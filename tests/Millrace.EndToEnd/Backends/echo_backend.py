#!/usr/bin/env python3
"""A backend of the plain protocol, with nothing but the standard library: echoes what clients say.

    echo_backend.py HOST PORT [CONNECTIONS]

Every client is let in, under a new id, into a room named like its path. A client whose path begins with
/ws/room gets its messages sent to its room; everyone else gets them back alone. A connection that is lost is
made again, at first after a tenth of a second, later after up to two. Each connection says "connected N" on
standard output, so that whoever started this program knows when to begin.

Where standard input is a pipe, its end is the end of this program: whoever started it and is gone, however
it went, leaves nothing behind. A terminal or /dev/null says nothing of the kind and is not read.
"""
import json
import os
import random
import socket
import stat
import sys
import threading
import time
import uuid

FIRST_DELAY = 0.1
LONGEST_DELAY = 2.0


def say(text, to=sys.stdout):
    """One whole line at once: print would write its end apart, and threads would mix theirs."""
    to.write(text + "\n")
    to.flush()


def line(action, request_id, params):
    """One line of the protocol, in bytes."""
    text = json.dumps({"action": action, "request_id": request_id, "params": params})
    return text.encode("utf-8") + b"\n"


def answer(message):
    """What the backend has to say to one line of the gateway, in bytes; nothing to most."""
    action = message.get("action")
    params = message.get("params", {})
    if action == "connection_request":
        return line("response", message["request_id"], {
            "accepted": True,
            "client_id": str(uuid.uuid4()),
            "room_id": params["url"],
            "metadata": {"since": time.time()},
        })
    if action == "new_message":
        context = params["context"]
        if context["room_id"].startswith("/ws/room"):
            return line("message_to_room", str(uuid.uuid4()), {
                "room_id": context["room_id"], "message": params["message"]})
        return line("message_to_connection", str(uuid.uuid4()), {
            "conn_id": context["client_id"], "message": params["message"]})
    return b""


def serve(connection):
    """Answers until the gateway is gone. Everything that came in one read is answered in one write."""
    rest = b""
    while data := connection.recv(65536):
        *lines, rest = (rest + data).split(b"\n")
        answers = b"".join(answer(json.loads(one)) for one in lines if one.strip())
        if answers:
            connection.sendall(answers)


def run(host, port, number):
    """Keeps one connection, for good."""
    delay = FIRST_DELAY
    while True:
        try:
            with socket.create_connection((host, port), timeout=5) as connection:
                connection.settimeout(None)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                say(f"connected {number}")
                delay = FIRST_DELAY
                serve(connection)
        except OSError as error:
            say(f"connection {number}: {error}", sys.stderr)
        time.sleep(delay * random.uniform(0.5, 1.0))
        delay = min(2 * delay, LONGEST_DELAY)


def end_with_starter():
    """Waits for the end of the pipe that whoever started this program holds, then ends."""
    while sys.stdin.buffer.read1(4096):
        pass
    os._exit(0)


def is_pipe(stream):
    """True where somebody holds the other end."""
    if stream is None:
        return False
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def main(arguments):
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    host, port = arguments[0], int(arguments[1])
    connections = int(arguments[2]) if len(arguments) == 3 else 1
    if is_pipe(sys.stdin):
        threading.Thread(target=end_with_starter, daemon=True).start()
    for number in range(1, connections):
        threading.Thread(target=run, args=(host, port, number), daemon=True).start()
    run(host, port, 0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        pass
