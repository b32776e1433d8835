"""A tiny server that keeps every webhook it is sent, and answers as the test says. Not: test cases."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import stripe


@dataclass
class Webhook:
    path: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        return stripe.Webhook.construct_event(self.body, self.headers.get("stripe-signature"), secret)  # type: ignore[arg-type]


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # a backlog of five makes the sixth of simultaneous connections wait a second
    daemon_threads = True


@dataclass
class Receiver:
    """`status` is answered to each POST; `gate` holds answers back while it is not set."""

    status: int = 200
    got: list[Webhook] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Self:
        self.gate.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                with receiver.changed:
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    receiver.got.append(Webhook(self.path, headers, body))
                    receiver.changed.notify_all()
                receiver.gate.wait(10)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/webhooks/stripe"

    def wait_for(self, count: int, within: float = 5.0) -> list[Webhook]:
        """Return what has arrived once there are so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.got) >= count, within), f"{len(self.got)} of {count} arrived"
            return list(self.got)
