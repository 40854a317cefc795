"""Makes a .NET process collect its garbage, from outside, through the runtime's diagnostics port: what is resident afterwards is what it needs.

The port and its command are described in the runtime's documentation (diagnostics IPC protocol; keyword GCHeapCollect of Microsoft-Windows-DotNETRuntime)."""
import glob
import os
import socket
import struct
import tempfile
import time

from . import peers, processes

MAGIC = b"DOTNET_IPC_V1\0"
COLLECT_TRACING, STOP_TRACING = 0x0202, 0x0201
GC_HEAP_COLLECT = 0x800000
INFORMATIONAL = 4


def _text(value):
    return struct.pack("<I", len(value) + 1) + (value + "\0").encode("utf-16-le")


def message(command, payload):
    return MAGIC + struct.pack("<HBBH", 20 + len(payload), command >> 8, command & 0xFF, 0) + payload


def collect_request():
    provider = struct.pack("<QI", GC_HEAP_COLLECT, INFORMATIONAL) + _text("Microsoft-Windows-DotNETRuntime") + _text("")
    return message(COLLECT_TRACING, struct.pack("<III", 1, 1, 1) + provider)


def session_of(answer):
    """The number of the tracing session out of the answer, which has a header of 20 bytes: magic, length, command set, command (0 where it was done), reserved."""
    if len(answer) < 28 or answer[:14] != MAGIC or answer[16] != 0xFF or answer[17] != 0:
        raise peers.PeerError(f"the runtime refused to collect its garbage: {answer.hex() or 'no answer'}")
    return answer[20:28]


def _take(connection, length):
    taken = b""
    while len(taken) < length and (more := connection.recv(length - len(taken))):
        taken += more
    return taken


def port(pid):
    """The diagnostics socket of a process or of the program that a wrapper script started; None where there is none."""
    for one in reversed(processes.tree(pid)):
        found = glob.glob(os.path.join(tempfile.gettempdir(), f"dotnet-diagnostic-{one}-*-socket"))
        if found:
            return max(found, key=os.path.getmtime)
    return None


def collect(pid, times=2, pause=1.0):
    """Returns whether the process is one of .NET and was asked."""
    address = port(pid)
    if address is None:
        return False
    for _ in range(times):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(address)
            connection.sendall(collect_request())
            session = session_of(_take(connection, 28))
            time.sleep(pause)
            with socket.socket(socket.AF_UNIX) as stop:
                stop.settimeout(30)
                stop.connect(address)
                stop.sendall(message(STOP_TRACING, session))
                try:
                    while connection.recv(65536):
                        pass
                except TimeoutError:
                    pass
    return True
