"""What answers a room, or an echo through a backend: a server alone, or a gateway with its echo backend behind it."""
import contextlib
import json
import os
import signal
import socket
import time
import urllib.parse

from . import peers

GATEWAYS = ["go-gateway", "reference", "millrace"]
NAMES = ["c", "go", "node"] + GATEWAYS
ROOM, ECHO = "/ws/room-fan", "/ws/echo"   # a backend sends what a client of room... says to the whole room, anything else back to its client
UNSENT = "131072"   # what the floor lets the kernel keep for one client


class Settings:
    """What the command line chose."""
    reference = None        # a broker that speaks the plain backend protocol: takes --ws-port and --tcp-port
    backend = "millrace"    # whose backend stands behind millrace: millrace or go
    serve = ""              # more options for `millrace serve gateway`


def _program(name):
    return {
        "c": [os.path.join(peers.BUILT, "c", "fanout_server"), "--unsent", UNSENT],
        "go": [os.path.join(peers.BUILT, "go", "room")],
        "node": ["node", os.path.join(peers.BUILT, "node", "room.js")],
        "go-gateway": [os.path.join(peers.BUILT, "go", "gateway")],
        "reference": [Settings.reference or ""],
        "millrace": [peers.Settings.millrace, "serve", "gateway", "--ready-json"] + Settings.serve.split(),
    }[name]


def is_built(name):
    return os.path.exists(next(word for word in _program(name) if word != "node"))


def built():
    """The thin peers that build.sh has built."""
    return [name for name in NAMES if name not in ("millrace", "reference") and is_built(name)]


def require(names, known):
    for name in names:
        if name not in known:
            raise peers.PeerError(f"'{name}' cannot be compared here; known are {', '.join(known)}")
        if not is_built(name):
            wanted = {"millrace": "run `dotnet build` or give --millrace PATH", "reference": "give --reference PATH"}
            raise peers.PeerError(f"'{name}' is not built: {wanted.get(name, 'run bench/peers/build.sh')}")
    for program in ["sink", "storm", "load"]:
        if not os.path.exists(os.path.join(peers.BUILT, "c", program)):
            raise peers.PeerError(f"the C client {program} is not built: run bench/peers/build.sh")


def handshake_status(port, path):
    """The status of one opening handshake, or None when nobody answered it."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=12) as client:
            client.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
            answer = client.recv(4096).split()
            return int(answer[1]) if len(answer) > 1 else None
    except OSError:
        return None


class Stack:
    """One server or gateway with its backend, by default on the same core. The ports stay when the gateway is started again."""

    def __init__(self, name, core, backend_core=None):
        self.name, self._core, self._backend_core = name, core, core if backend_core is None else backend_core
        self.port = self.backend_port = 0
        self._gateway = self._backend = None

    @property
    def pids(self):
        return [process.pid for process in (self._gateway, self._backend) if process]

    @property
    def gateway_pid(self):
        return self._gateway.pid

    def start(self):
        """Starts the gateway (on its former ports, if it had any) and a backend where none lives. Returns when a client is accepted."""
        self.start_gateway()
        if self.name in GATEWAYS and self._backend is None:
            self.start_backend()
        deadline = time.monotonic() + 60
        while (status := handshake_status(self.port, "/ws/ready")) != 101:
            if time.monotonic() > deadline:
                raise peers.PeerError(f"'{self.name}' answers a client with {status or 'nothing'} a minute after its start; see {self._gateway.log}")
            time.sleep(0.05)

    def start_gateway(self):
        command = _program(self.name)
        if self.name == "reference":   # it has no way to choose a port or to say that it is ready, and logs every message
            self.port, self.backend_port = self.port or peers.free_port(), self.backend_port or peers.free_port()
            self._gateway = peers.Process(command + ["--ws-port", str(self.port), "--tcp-port", str(self.backend_port)], self._core, None)
            self._wait_for_port(self.backend_port)
            return
        if self.name in GATEWAYS:
            command += ["--backend-port", str(self.backend_port)]
        self._gateway = peers.Process(command + ["--port", str(self.port)], self._core, f"stack-{self.name}")
        first = self._gateway.line(timeout=120)
        if self.name == "millrace":
            addresses = json.loads(first)["addresses"]
            self.port, self.backend_port = (urllib.parse.urlparse(addresses[kind]).port for kind in ("ws", "backend"))
        else:
            self.port, self.backend_port = ([int(word) for word in first.split()[1:]] + [0])[:2]

    def start_backend(self):
        if self.name == "millrace" and Settings.backend == "millrace":
            command = [peers.Settings.millrace, "subject", "gateway", "--backend", f"tcp://127.0.0.1:{self.backend_port}"]
        else:
            command = [os.path.join(peers.BUILT, "go", "backend"), "--gateway", f"127.0.0.1:{self.backend_port}"]
        self._backend = peers.Process(command, self._backend_core, f"backend-{self.name}")

    def kill_gateway(self):
        """Ends it without a word, as a crash would. A backend that cannot reconnect ends with it; one that can stays."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._gateway.pid, signal.SIGKILL)
        self._gateway.stop()
        if self._backend and not self.reconnects:
            self._backend.stop()
            self._backend = None

    @property
    def reconnects(self):
        return self.name == "millrace" and Settings.backend == "millrace"

    def stop(self):
        for process in (self._backend, self._gateway):
            if process:
                process.stop()

    @staticmethod
    def _wait_for_port(port):
        deadline = time.monotonic() + 30
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if time.monotonic() > deadline:
                raise peers.PeerError(f"nobody listens on port {port} after 30 s")
            time.sleep(0.05)


@contextlib.contextmanager
def stack(name, core=None, backend_core=None):
    running = Stack(name, core, backend_core)
    try:
        running.start()
        yield running
    finally:
        running.stop()
