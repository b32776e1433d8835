"""Cards on file: stored from a nonce or a payment, read, disabled. Not: paying with them."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, lists, naming
from simulator.square.card_face import CardFace
from simulator.square.command import Changes, Command, answer, find, found, milliseconds
from simulator.square.flows import sources
from simulator.square.flows.customers import customer_of
from simulator.square.resources.payment import Payment
from simulator.square.resources.people import Card, Nonce
from simulator.world import Books

GIVEN = ("cardholder_name", "billing_address", "reference_id")


def create(command: Command) -> Outcome:
    """POST /v2/cards: of a nonce, or of a payment (its card keeps expiry and fingerprint, recorded)."""
    books, params = command.books, command.params
    told = params["card"]
    if "customer_id" not in told:
        raise errors.missing("card.customer_id")
    customer = customer_of(books, told["customer_id"], "card.customer_id")
    face, spent = _face(books, params["source_id"], verified="verification_token" in params)
    postal_code = told.get("billing_address", {}).get("postal_code")
    if face.postal_code is not None and postal_code is not None and postal_code != face.postal_code:
        raise errors.error(
            400, "INVALID_POSTAL_CODE", "The postal code does not match.", "card.billing_address.postal_code"
        )
    changes = Changes()
    if spent is not None:
        changes.put(spent)
    given = {name: told[name] for name in GIVEN if name in told}
    if face.postal_code is not None:
        given.setdefault("billing_address", {"postal_code": face.postal_code})
    card = changes.put(Card(naming.card(books), milliseconds(books), face, customer.id, given))
    changes.tell("card.created", card)
    return changes.outcome(answer(card=card))


def _face(books: Books, source_id: str, *, verified: bool) -> tuple[CardFace, Nonce | None]:
    payment = found(books, Payment, source_id)
    if payment is not None:
        if payment.card is None or payment.status not in ("APPROVED", "COMPLETED"):
            raise errors.error(400, "INVALID_CARD_DATA", "The payment has no card that can be stored.", "source_id")
        return payment.card, None
    source = sources.of_id(books, source_id, verified=verified)
    if source.face is None:
        raise errors.error(400, "INVALID_CARD_DATA", "The source is no card.", "source_id")
    if source.declines is not None:
        raise errors.error(400, "INVALID_CARD", "Invalid card data.", "source_id")  # recorded: no card is made
    return source.face, source.spent


def get(command: Command) -> Outcome:
    return Outcome(answer(card=_card(command)))


def list_cards(command: Command) -> Outcome:
    books, params = command.books, command.params
    customer, reference = params.get("customer_id"), params.get("reference_id")
    disabled = params.get("include_disabled", False)

    def keeps(card: Card) -> bool:
        return (
            customer in (None, card.customer_id)
            and reference in (None, card.given.get("reference_id"))
            and (disabled or card.enabled)
        )

    kept = filter(keeps, lists.ordered(books, Card, params.get("sort_order", "ASC")))
    shown, cursor = lists.page(books, params, kept, default=25, most=25)
    return Outcome(answer(cards=shown, cursor=cursor))


def disable(command: Command) -> Outcome:
    """POST /v2/cards/{}/disable; again on a disabled one changes nothing (unconfirmed)."""
    before = _card(command)
    if not before.enabled:
        return Outcome(answer(card=before))
    changes = Changes()
    after = changes.put(replace(before, enabled=False, version=before.version + 1))
    changes.tell("card.disabled", after)
    return changes.outcome(answer(card=after))


def _card(command: Command) -> Card:
    return find(command.books, Card, command.ids[0], "card")
