"""A real browser for tests, if this machine has one. Not: test cases."""

import importlib.util
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PARTS = {
    "chromium": shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"),
    "chromedriver": shutil.which("chromedriver"),
    "the package selenium": importlib.util.find_spec("selenium"),
}

MISSING = ", ".join(name for name, found in PARTS.items() if found is None)
"""What a browser test needs and is not there; empty if all is."""


@contextmanager
def browser() -> Iterator[Any]:
    """Yield a headless Chromium that speaks to loopback only."""
    from selenium.webdriver import Chrome, ChromeOptions  # noqa: PLC0415 - it may not be there
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415 - it may not be there

    options = ChromeOptions()
    options.binary_location = str(PARTS["chromium"])
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server", "--disable-gpu"):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(str(PARTS["chromedriver"])))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def shop(html: str) -> Iterator[str]:
    """Serve one page at every path, on an origin of its own; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
