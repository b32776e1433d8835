"""The page on which the buyer of an order pays, as his browser receives it. Not: judging how it is framed in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harness.failures import Moot, WindowShut
from harness.observation import Page
from harness.provider_hosts import PUBLISHED, Hosts, at_one_origin
from harness.providers import KINDS
from harness.windows.page import seen

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

FRAMING = (
    "content-security-policy",
    "content-security-policy-report-only",
    "cache-control",
    "referrer-policy",
    "x-frame-options",
)


def of_order(target: Target, order: Order) -> Page:
    """Return the declared page of an unpaid order.

    Raises WindowShut if none is declared, Moot if buyers pay on the provider's page and there is none of the target's.
    """
    declared = target.descriptor.checkout.page
    by_intent = not KINDS[target.descriptor.checkout.payment].hosted
    if declared is None and by_intent:
        raise WindowShut("the page with the payment fields is not known", needs="[checkout] page: where the buyer pays")
    if declared is None:
        raise Moot("buyers pay on the provider's own page, and no page of the target's is declared")
    replied = order.browser.send(declared, order.values)
    url = f"{target.instance.base_url}{replied.told.partition(' ')[2]}"
    hosts = known_hosts(target)
    if 300 <= replied.status < 400 and _leads_away(url, replied.headers.get("location", "")):
        raise Moot(f"{replied.told} sends the buyer on to another site, and has no fields of its own")
    page = seen(
        url,
        replied.status,
        replied.headers,
        replied.text,
        hosts_fields=lambda origins: by_intent or any(host.script in origins for host in hosts),
    )
    sent = "\n".join(f"{name}: {value}" for name, value in replied.headers.multi_items() if name.lower() in FRAMING)
    target.notebook.add("note", f"{replied.told}: the headers that frame it in", seen=sent or "none")
    return page


def known_hosts(target: Target) -> list[Hosts]:
    """Return where the provider's script may come from: the provider itself, or its stand-in of this run."""
    stand_in = urlsplit(target.instance.settings[target.provider]["base_url"])
    return [PUBLISHED[target.provider], at_one_origin(f"{stand_in.scheme}://{stand_in.netloc}")]


def _leads_away(page: str, location: str) -> bool:
    return urlsplit(urljoin(page, location)).netloc != urlsplit(page).netloc
