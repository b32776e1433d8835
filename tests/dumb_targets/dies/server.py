"""A server that becomes ready and ends at the third request, in the middle of its answer."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count

REQUESTS = count(1)


class Dies(BaseHTTPRequestHandler):
    def answer(self) -> None:
        if next(REQUESTS) > 2:
            os._exit(7)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = answer  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Dies).serve_forever()
