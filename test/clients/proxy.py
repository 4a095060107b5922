"""A proxy before a server that notes what is asked through it, and can break one answer off."""

import re
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class Request:
    """The head of a request."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)


class Proxy:
    """Passes bytes on between clients and `port` of this machine. `cut_after`, if set, breaks off the first answer that is
    longer, after so many bytes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[Request] = []
        self.cut_after: int | None = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def asked(self, method: str, path: str) -> list[Request]:
        """Requests of this method whose path matches the expression, so far."""
        return [request for request in self.requests if request.method == method and re.search(path, request.path)]

    def _accept(self) -> None:
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.port))
            threading.Thread(target=self._requests, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answers, args=(server, client), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        for data in _received(client):
            # A client sends a head as one, and bodies apart from it.
            lines = data.split(b"\r\n\r\n")[0].split(b"\r\n")
            start = re.fullmatch(rb"([A-Z]+) (\S+) HTTP/1\.1", lines[0])
            if start:
                headers = dict(line.decode("latin-1").split(": ", 1) for line in lines[1:])
                lowered = {name.lower(): value for name, value in headers.items()}
                self.requests.append(Request(start[1].decode(), start[2].decode(), lowered))
            server.sendall(data)
        _close(server)

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        passed = 0
        for data in _received(server):
            passed += len(data)
            if self.cut_after is not None and passed > self.cut_after:
                self.cut_after = None
                _close(server)
                break
            try:
                client.sendall(data)
            except OSError:
                break
        _close(client)


def _received(from_socket: socket.socket):
    while True:
        try:
            data = from_socket.recv(1 << 16)
        except OSError:
            return
        if not data:
            return
        yield data


def _close(it: socket.socket) -> None:
    try:
        it.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    it.close()
