"""Everything that shows an order to somebody: pages, replies, addresses, mails. Not: judging what is on it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from harness.failures import Moot, WindowShut
from harness.observation import Surface
from harness.target import crawl
from harness.target.addresses import given_to_the_provider
from harness.target.checkout import Change, Tried
from harness.target.customers import order_routes
from harness.target.refunding import Refunding, part_of
from harness.windows import mails
from harness.windows.shown import BIN, addresses_with, digits_beyond, shows_code

if TYPE_CHECKING:
    from harness.target.customers import Customer
    from harness.target.order import Order
    from harness.target.requests import Replied
    from harness.target.target import Target

SHORTEST_WORD = 4
PROVIDERS_OWN = ('"payment_method_details"', '"fingerprint"', '"network_transaction_id"', '"outcome"')
"""Names that stand in a provider's object and in nothing that a shop writes for people."""


MAILS = mails.READ
CARDS = ("5200828282828210", "4000056655665556")
"""Published test cards that pay, and whose last four are not their first."""


class Texts:
    """What was shown, by where, and whose order it was."""

    def __init__(self, target: Target) -> None:
        """Begin with nothing seen."""
        self._target = target
        self._shown: list[tuple[str, str, bool]] = []

    def add(self, where: str, text: str, *, canaries: Iterable[str] = ()) -> None:
        """Keep a text; one of the canaries in it shows that it is about the order in question."""
        self._shown.append((where, text, any(word in text for word in canaries if word)))

    def add_reply(self, replied: Replied, *, canaries: Iterable[str] = (), at_its_address: bool = False) -> None:
        """Keep a reply and where it sends its reader; and, of a page that the shop has named, its own address."""
        location = replied.headers.get("location") or ""
        address = replied.told if at_its_address else ""
        self.add(f"{replied.told} ({replied.status})", f"{address}\n{location}\n{replied.text}", canaries=canaries)

    def judged(self, number: str, *, code: str | None = None, values: Mapping[str, str] | None = None) -> list[Surface]:
        """Return what each surface shows of a card number and its code, and of values in addresses."""
        provider = self._target.instance.settings[self._target.provider]["base_url"]
        return [
            Surface(
                where=where,
                own=own,
                beyond=digits_beyond(number, text),
                last4=number[-4:] in text,
                code=bool(code) and shows_code(code or "", text),
                in_addresses=tuple(addresses_with(values or {}, text, but=provider)),
                whole_object=sum(name in text for name in PROVIDERS_OWN) > 1,
            )
            for where, text, own in self._shown
        ]


def telling_number(target: Target) -> str:
    """Return a number of this run's own that does not go on as published test numbers do behind its BIN."""
    while (number := target.card_number())[BIN] in "24":
        pass
    return number


def paid(target: Target) -> tuple[Order, str]:
    """Return an order that was paid, and of whose payment the target knows, with the number of the card.

    A card is taken of which no page speaks before: some shops show published test cards to whoever tries them out.

    Raises WindowShut if that is not seen: what is shown of a card is shown then.
    """
    hints = Texts(target)
    of_order(target.order("unpaid"), hints)
    card = next((card for card in CARDS if not any(surface.beyond for surface in hints.judged(card))), None)
    if card is None:
        raise Moot("pages show every published test card that could be paid with")
    with target.sandbox.holding_news():
        order = target.order("sample")
        order.pay(card=card)
    target.sandbox.deliver(order.news)
    if not target.settle(until=order.complete) and not order.fulfilled():
        raise WindowShut("a paid order was not seen to be paid", needs="[order] states and [effects.NAME]")
    return order, card


def of_order(order: Order, texts: Texts) -> None:
    """Read every page and reply that shows the order to its buyer."""
    target = order.target
    words = _words(order)
    for request in order_routes(target.descriptor):
        if request.method == "GET":
            texts.add_reply(order.browser.send(request, order.values, quiet=True), canaries=words, at_its_address=True)
    page = target.descriptor.checkout.page
    if page is not None:
        texts.add_reply(order.browser.send(page, order.values, quiet=True), canaries=words, at_its_address=True)
    for where, text in crawl.pages(target, order).items():
        texts.add(where, text, canaries=words)


def of_the_way_back(order: Order, texts: Texts) -> None:
    """Open the page after payment as the provider opens it, perhaps with a secret in the address; it must end there."""
    target = order.target
    if target.descriptor.return_ is None:
        return
    secret = order.terms.secret_of(order.at_provider())
    said = {f"{order.kind}_client_secret": secret, "redirect_status": "succeeded"} if secret else {}
    replied = target.open_return_page(order, said)
    own = re.escape(replied.told.partition(" ")[2])
    # A page may name its own address, as its canonical one or where its form goes to; anything beyond passes it on.
    shown = re.sub(rf"{own}(?=[\"'\s<>]|$)", "", html.unescape(replied.text))
    location = replied.headers.get("location") or ""
    texts.add(f"{replied.told} ({replied.status})", f"{location}\n{shown}", canaries=_words(order))


def of_staff(order: Order, texts: Texts) -> None:
    """Read what staff is answered when it gives a part of the order's money back, where that is declared."""
    try:
        desk = Refunding(order)
    except Moot:
        return
    texts.add_reply(desk.ask(part_of(order, 10)), canaries=_words(order))


def said_back(target: Target, change: Change, texts: Texts) -> Tried:
    """Send every declared request of a buyer with `change`, and keep each answer; return the checkout among them."""
    honest = target.order("honest")
    of_order(honest, texts)
    for request in order_routes(target.descriptor):
        if request.method != "GET":
            texts.add_reply(honest.browser.send(change(request), honest.values))
    tried = target.try_checkout(change=change)
    texts.add_reply(tried.replied)
    if tried.usable:
        of_order(target.order_of("sample", tried), texts)
    return tried


def of_mails(order: Order, texts: Texts) -> None:
    """Read the mails about an order. Raises WindowShut if they cannot be read, Moot if the target sends none."""
    target = order.target
    declared = target.descriptor.mails
    if declared is not None and not declared.sent:
        raise Moot("the target sends no mail itself ([mails] sent = false)")
    if declared is None:
        raise WindowShut("mails cannot be read", needs=mails.READ)
    values = {**target.instance.values, **order.values}
    box = target.instance.mailbox
    sent = [mail.text for mail in box.mails] if box else []
    for where, text in mails.of_order(declared, values, order.browser, target.instance.cwd, sent).items():
        texts.add(where, text, canaries=[*_words(order), order.product.sku])


def given_away(order: Order, since: int, texts: Texts) -> None:
    """Keep the addresses for browsers that the target has given the provider."""
    for where, address in given_to_the_provider(order.target, since):
        texts.add(where, address, canaries=_words(order))


def values_of(order: Order, customer: Customer | None = None) -> dict[str, str]:
    """Return what must stand in no address of this order: secrets of the payment, the session and the target."""
    secret = order.terms.secret_of(order.at_provider())
    values = {**order.target.secrets(), **({"the payment's client secret": secret} if secret else {})}
    if customer is not None:
        values |= {f"the session ({name})": value for name, value in customer.session_values().items()}
    return values


def _words(order: Order) -> list[str]:
    """Return words by which a text shows that it is about this order; a number of few digits may be anything's."""
    said = (order.values.get(name, "") for name in ("order", "unique", "email", "buyer_name"))
    whole, rest = divmod(order.product.amount, 100)
    words = [*said, order.payment, str(order.product.amount), f"{whole}.{rest:02d}", f"{whole},{rest:02d}"]
    return [word for word in words if len(word) >= SHORTEST_WORD]
