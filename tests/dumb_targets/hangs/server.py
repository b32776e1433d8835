"""A server that says it is ready, takes every other request and never answers it."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hangs(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/ready":
            self.hang()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def hang(self) -> None:
        threading.Event().wait()

    do_POST = do_PUT = do_PATCH = do_DELETE = hang  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Hangs).serve_forever()
