#!/usr/bin/env python3
"""A backend that does one thing wrong, again and again, until it is killed. Standard library only.

    hostile_backend.py HOST PORT MODE [SEED]

Modes: silent (reads, says nothing), deaf (lets three clients in and never reads again), garbage (random bytes in lines), types (every action with every
field of every type), twice (answers each question twice, the second time otherwise), late (answers after two
and a half seconds), others (answers questions that it was not asked), long (a line of 100 MB), half (lines cut off, then
closed), flood (valid messages to nobody, as fast as they go).

Each connection says "connected N", "asked" when it is asked about a client, and "closed N" once the gateway has
closed it.
"""
import itertools
import json
import random
import socket
import sys
import threading
import time
import uuid

VALUES = (None, 7, -1.5, "x", ["x"], {"x": 1}, True)
ACTIONS = {
    "response": ("accepted", "client_id", "room_id", "metadata", "rooms", "status", "reason"),
    "message_to_room": ("room_id", "message", "binary"),
    "message_to_connection": ("conn_id", "message", "binary"),
    "broadcast": ("message", "binary"),
    "hello": ("version", "name", "secret", "ack", "binary"),
    "ack": ("seq",),
    "join_room": ("conn_id", "room_id"),
    "leave_room": ("conn_id", "room_id"),
    "disconnect": ("conn_id", "code", "reason"),
    "room_info": ("room_id",),
    "heartbeat": (),
}


def say(text, to=sys.stdout):
    """One whole line at once: print would write its end apart, and threads would mix theirs."""
    to.write(text + "\n")
    to.flush()


def line(action, request_id, params):
    return json.dumps({"action": action, "request_id": request_id, "params": params}).encode("utf-8") + b"\n"


def accept(request_id, client_id=None):
    return line("response", request_id, {
        "accepted": True, "client_id": client_id or str(uuid.uuid4()), "room_id": "hostile", "metadata": {}})


def questions(connection):
    """The ids of the connection requests, as they come."""
    rest = b""
    while data := connection.recv(65536):
        *lines, rest = (rest + data).split(b"\n")
        for one in lines:
            message = json.loads(one)
            if message["action"] == "connection_request":
                say("asked")
                yield message["request_id"]


def drain(connection):
    for _ in questions(connection):
        pass


def in_background(work, *arguments):
    threading.Thread(target=work, args=arguments, daemon=True).start()


def silent(connection, dice):
    drain(connection)


def deaf(connection, dice):
    for request_id in itertools.islice(questions(connection), 3):
        connection.sendall(accept(request_id))
    time.sleep(3600)


def garbage(connection, dice):
    in_background(drain, connection)
    while True:
        connection.sendall(dice.randbytes(dice.randrange(1, 2000)) + b"\n")


def types(connection, dice):
    """Every field of every action with a value of every type, and every part of the line itself."""
    in_background(drain, connection)
    for action, fields in itertools.cycle(ACTIONS.items()):
        right = {field: "x" for field in fields}
        for field, value in itertools.product(fields, VALUES):
            # Messages to everyone would reach the clients that are to be left alone.
            if action != "broadcast" or field == "message" and not isinstance(value, str):
                connection.sendall(line(action, "x", {**right, field: value}))
        for value in VALUES:
            connection.sendall(line(action, "x", value))
            connection.sendall(line(value, "x", right))
            connection.sendall(line(action, value, None))
            connection.sendall(json.dumps(value).encode("utf-8") + b"\n")


def twice(connection, dice):
    for request_id in questions(connection):
        one = accept(request_id)
        connection.sendall(dice.choice((one + one, one + accept(request_id), one + line("response", request_id, {"accepted": False}))))


def late(connection, dice):
    def answer(request_id):
        time.sleep(2.5)
        connection.sendall(accept(request_id))
        say("answered late")

    for request_id in questions(connection):
        in_background(answer, request_id)


def others(connection, dice):
    """Ids near those that it has seen, ids that it has answered already, and ids of no one."""
    in_background(drain, connection)
    for number in itertools.count():
        for request_id in (str(number), str(uuid.uuid4()), "heartbeat", "", "x" * 256):
            connection.sendall(dice.choice((accept(request_id), line("response", request_id, {"accepted": False}))))
        time.sleep(0.001)


def long(connection, dice):
    in_background(drain, connection)
    connection.sendall(b'{"action": "broadcast", "request_id": "x", "params": {"message": "')
    for _ in range(1600):
        connection.sendall(b"x" * 65536)
    connection.sendall(b'"}}\n')


def half(connection, dice):
    """Cut anywhere, even inside of a character, and closed at once or only in one direction."""
    whole = accept(str(uuid.uuid4())) + line("message_to_room", "x", {"room_id": "r", "message": "y" * 5000})
    connection.sendall(whole[:dice.randrange(1, len(whole))])
    if dice.random() < 0.5:
        connection.shutdown(socket.SHUT_WR)
        drain(connection)


def flood(connection, dice):
    in_background(drain, connection)
    many = b"".join(line("message_to_connection", "x", {"conn_id": str(number), "message": "y" * 200}) for number in range(1000))
    while True:
        connection.sendall(many)


MODES = {mode.__name__: mode for mode in (silent, deaf, garbage, types, twice, late, others, long, half, flood)}


def main(arguments):
    if len(arguments) not in (3, 4) or arguments[2] not in MODES:
        sys.exit(__doc__)
    host, port, mode = arguments[0], int(arguments[1]), MODES[arguments[2]]
    dice = random.Random(int(arguments[3]) if len(arguments) == 4 else 1)
    for number in itertools.count():
        try:
            with socket.create_connection((host, port), timeout=5) as connection:
                connection.settimeout(None)
                say(f"connected {number}")
                mode(connection, dice)
        except OSError as error:
            say(f"connection {number}: {error}", sys.stderr)
        say(f"closed {number}")
        time.sleep(0.02)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        pass
