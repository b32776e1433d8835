"""CD: what is shown of a card, on pages, in replies, mails and addresses, is its BIN and last four at most."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import (
    Change,
    Customer,
    Judge,
    Target,
    control,
    of_the_shop,
    proofs,
    stimuli,
    surfaces,
    with_fields,
    with_query,
    with_texts,
    with_values,
)

CODE = "9071"
PAID_WITH_CODE = "123"
"""What the simulator's buyers type."""
SURFACES = "[order] read, [customers] routes, [return] request, [checkout] page"


def _card(number: str) -> Change:
    return with_fields({"card": {"number": number, "cvc": CODE, "exp_month": 12, "exp_year": 2040}})


def _flat(number: str) -> Change:
    return with_fields({"card_number": number, "cvc": CODE, "expiry": "12/40"})


def _in_known_fields(number: str) -> Change:
    """In the place of the product and of the payment method: shops quote what they do not know."""
    return with_values({"{sku}": number, "{payment_method}": number, "pm_card_visa": number})


def _in_groups(number: str) -> Change:
    return with_texts(" ".join(number[start : start + 4] for start in range(0, 16, 4)))


def _in_the_address(number: str) -> Change:
    return with_query({"card_number": number, "cvc": CODE})


@of_the_shop
@control("CD-05", "said-back")
@stimuli(
    card_fields=_card,
    flat_fields=_flat,
    known_fields=_in_known_fields,
    text_fields=with_texts,
    text_fields_in_groups=_in_groups,
    the_address=_in_the_address,
)
def test_a_card_number_is_not_said_back(target: Target, stimulus: Callable[[str], Change], verdict: Judge) -> None:
    """What was refused is quoted so that people find their mistake; then it stands in the reply, and on a screen."""
    number = surfaces.telling_number(target)
    texts = surfaces.Texts(target)

    surfaces.said_back(target, stimulus(number), texts)

    verdict(proofs.at_most_masked("a number was sent", texts.judged(number, code=CODE), needs=SURFACES))


@of_the_shop
@control("CD-05")
def test_pages_and_replies(target: Target, verdict: Judge) -> None:
    """Whatever shows a paid order, to its buyer or to staff, has the provider's object at hand."""
    order, card = surfaces.paid(target)
    texts = surfaces.Texts(target)

    surfaces.of_order(order, texts)
    surfaces.of_staff(order, texts)

    verdict(proofs.at_most_masked("the order was paid", texts.judged(card, code=PAID_WITH_CODE), needs=SURFACES))


@of_the_shop
@control("CD-05")
def test_mails(target: Target, verdict: Judge) -> None:
    """A mail is read on the way, forwarded, printed, and kept by whoever keeps the mailbox."""
    order, card = surfaces.paid(target)
    texts = surfaces.Texts(target)

    surfaces.of_mails(order, texts)

    seen = texts.judged(card, code=PAID_WITH_CODE, values=surfaces.values_of(order))
    verdict(proofs.at_most_masked("the order was paid", seen, needs=surfaces.MAILS))


@of_the_shop
@control("CD-05", "addresses")
@stimuli(of_a_guest=Customer.as_guest, of_an_account=Customer.with_account)
def test_addresses(target: Target, stimulus: Callable[[Target, str], Customer], verdict: Judge) -> None:
    """An address stays in the history, in logs, and goes along as referrer. A client secret lets whoever has it pay."""
    since = target.sandbox.position()
    customer = stimulus(target, "sample")
    texts = surfaces.Texts(target)
    values = surfaces.values_of(customer.order, customer)

    texts.add_reply(customer.replied)
    surfaces.of_order(customer.order, texts)
    surfaces.of_the_way_back(customer.order, texts)
    surfaces.given_away(customer.order, since, texts)

    verdict(proofs.addresses_hold_no_value(texts.judged(surfaces.CARDS[0], values=values), looked_for=list(values)))
