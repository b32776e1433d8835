"""`return 301 https://$host$request_uri;` for all that arrives on port 80, webhooks too: their bodies are lost."""

from collections.abc import Callable
from typing import Any

must = ("TR-01",)
may = ()
subtle = True
replaces = "reference_app.transport:answer_to_plain_http"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def answer_to_plain_http(method: str, url: Any) -> Any:
        return original("GET", url)

    return answer_to_plain_http
