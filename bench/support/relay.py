"""A wire that is counted: what goes through it to a server on this machine, and what comes back."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_AT_ONCE = 65_536


class Relay(socketserver.ThreadingTCPServer):
    """``sent`` and ``received``: bytes of the client's, of all connections together."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Pipe)
        self.behind = ("127.0.0.1", port)
        self.sent = 0
        self.received = 0
        self.counting = threading.Lock()

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Pipe(socketserver.BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        with socket.create_connection(self.server.behind) as behind:
            up = threading.Thread(target=self._copy, args=(self.request, behind, "sent"), daemon=True)
            up.start()
            self._copy(behind, self.request, "received")
            up.join()

    def _copy(self, source: socket.socket, target: socket.socket, what: str) -> None:
        with suppress(OSError):  # either end may hang up
            while part := source.recv(_AT_ONCE):
                with self.server.counting:
                    setattr(self.server, what, getattr(self.server, what) + len(part))
                target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(port: int) -> Iterator[Relay]:
    """A relay to a port of this machine."""
    with Relay(port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
