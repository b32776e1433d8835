"""A server that answers 200 to everything and does nothing. Its orders can be read, and never move.

It even looks like a shop from outside: a checkout gives an order, the order has a state. No call to a provider is ever
made, so nothing that it refuses was refused, and nothing that it leaves undone was prevented.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ORDER = json.dumps(
    {"order": "1", "status": "unpaid", "amount": 1999, "currency": "eur", "mails": 0, "client_secret": "x"}
)


class AcceptsAll(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ORDER)))
        self.end_headers()
        self.wfile.write(ORDER.encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), AcceptsAll).serve_forever()
