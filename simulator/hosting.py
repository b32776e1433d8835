"""Pages that a provider's side of a world shows to browsers: templates, scripts, replies. Not: what the pages do."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from simulator.provider import Reply

if TYPE_CHECKING:
    from jinja2 import Environment

LEFT_ALONE = "!#$%&'()*+,/:;=?@[]~"
"""Letters of an address that mean something in it, or are escapes already."""

COMMON = Path(__file__).parent / "assets"
"""What the pages of every provider may include."""

SELF_ONLY = "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'"


class Pages:
    """The pages of one provider, whose templates and scripts lie in `assets`."""

    def __init__(self, assets: Path, *, policy_with_scripts: str = SELF_ONLY) -> None:
        """`policy_with_scripts` is the content security policy of pages on which scripts run."""
        self._assets = assets
        self._policy_with_scripts = policy_with_scripts

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import (  # noqa: PLC0415 - loaded by those who look at a page
            Environment,
            FileSystemLoader,
            StrictUndefined,
        )

        return Environment(loader=FileSystemLoader([self._assets, COMMON]), autoescape=True, undefined=StrictUndefined)

    def page(self, template: str, status: int = 200, *, scripts: bool = False, **values: Any) -> Reply:
        """Return a page; nothing on it comes from anywhere else, and without `scripts` none runs."""
        html = self._environment.get_template(template).render(values)
        return Reply(
            status,
            html.encode(),
            (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", self._policy_with_scripts if scripts else SELF_ONLY),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
            ),
        )

    def script(self, name: str) -> Reply:
        """Return one of the scripts; a page of any origin may load it."""
        headers = (
            ("Content-Type", "text/javascript; charset=utf-8"),
            ("Access-Control-Allow-Origin", "*"),
            ("Cache-Control", "no-cache"),
        )
        return Reply(200, (self._assets / name).read_bytes(), headers)


def see_other(url: str) -> Reply:
    """Send the browser on. An address is a merchant's: letters that no header may have are escaped in it."""
    return Reply(303, b"", (("Location", quote(url, safe=LEFT_ALONE)), ("Cache-Control", "no-store")))
