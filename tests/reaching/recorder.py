"""A tiny stand-in for every provider: keeps what it is asked, and answers what an SDK can read. Not: test cases."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = {"access_token": "A21AA", "token_type": "Bearer", "expires_in": 32_400, "scope": "x"}
THING = {"id": "X1", "object": "customer", "status": "CREATED", "stripe_user_id": "acct_1", "payment": {"id": "X1"}}


class Recorder:
    """`asked` holds method and path of every request, in their order; `url` is where it listens."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.hosts: list[str] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                recorder.asked.append(f"{self.command} {self.path}")
                recorder.hosts.append(self.headers.get("Host", ""))
                answer = json.dumps(TOKEN if "oauth2/token" in self.path else THING).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                if self.close_connection:  # RFC 9112, 9.6: else a client may ask again before it sees the end
                    self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST  # noqa: N815 - the name that http.server calls

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def listening(self) -> Iterator["Recorder"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
