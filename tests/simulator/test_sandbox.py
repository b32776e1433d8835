"""Worlds are apart from each other, keys open what they should, and news leaves when it may."""

from simulator.provider import StoredEvent
from simulator.sandbox import Sandbox
from simulator.stripe import STRIPE
from simulator.world import Books, World
from tests.simulator.stripe.inprocess import Merchant

CARD = {"amount": 500, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}


def listening() -> tuple[Merchant, list[str]]:
    merchant, heard = Merchant(), list[str]()

    def announce(_world: World, _books: Books, events: list[StoredEvent], _only: str | None) -> None:
        heard.extend(event.type for event in events)

    merchant.sandbox.announce = announce
    return merchant, heard


def test_two_worlds_of_one_seed_share_no_key_account_or_object() -> None:
    merchant = Merchant()
    other = Merchant(merchant.sandbox)
    made = [one.call("POST", "/v1/payment_intents", amount=500, currency="usd").body["id"] for one in (merchant, other)]

    assert made[0] != made[1]
    assert merchant.books.account != other.books.account
    assert len({merchant.books.secret_key, other.books.secret_key, merchant.books.publishable_key}) == 3
    assert other.call("GET", f"/v1/payment_intents/{made[0]}").status == 404


def test_a_key_looks_real_and_says_what_it_is() -> None:
    books = Merchant().books

    assert books.secret_key.startswith("sk_test_ASSAY")
    assert len(books.secret_key) == len(books.publishable_key) == 107


def test_any_test_key_may_be_a_world_of_its_own() -> None:
    sandbox = Sandbox({"stripe": STRIPE}, any_key=True)
    books = sandbox.books_for(STRIPE, "sk_test_4eC39HqLyjWDarjtT1zdp7dc")

    assert books is not None
    assert sandbox.books_for(STRIPE, "pk_test_4eC39HqLyjWDarjtT1zdp7dc") is books
    assert sandbox.books_for(STRIPE, "sk_test_another") is not books
    assert sandbox.books_for(STRIPE, "sk_live_4eC39HqLyjWDarjtT1zdp7dc") is None
    assert sandbox.books_for(STRIPE, "nonsense") is None
    assert Sandbox({"stripe": STRIPE}).books_for(STRIPE, "sk_test_4eC39HqLyjWDarjtT1zdp7dc") is None


def test_a_closed_world_is_forgotten() -> None:
    merchant = Merchant()
    key = merchant.books.secret_key
    merchant.call("GET", "/v1/account")
    assert merchant.sandbox.close_world(merchant.world.id)

    assert merchant.sandbox.books_for(STRIPE, key) is None
    assert merchant.sandbox.journal.of(merchant.world.id) == []
    assert not merchant.sandbox.close_world(merchant.world.id)
    assert merchant.sandbox.new_world().id != merchant.world.id


def test_events_leave_only_when_the_reply_has() -> None:
    merchant, heard = listening()
    met, _ = merchant.run("POST", "/v1/payment_intents", "amount=500&currency=usd")

    assert heard == ["payment_intent.created"]
    merchant.sandbox.act(merchant.world, STRIPE, "test", "pay", {"object": next(iter(merchant.books.objects))})
    assert heard == ["payment_intent.created"]
    merchant.sandbox.flush_announcements()
    assert heard[1:] == ["charge.succeeded", "payment_intent.succeeded"]
    assert not merchant.sandbox.outbox
    assert met


def test_the_aftermath_of_held_news_is_held_too() -> None:
    """`charge.updated` comes seconds later: it must not tell of an order whose news a scenario keeps back."""
    merchant, heard = listening()
    merchant.world.news = "hold"
    merchant.call("POST", "/v1/payment_intents", **CARD)
    merchant.world.news = "deliver"
    merchant.world.clock.advance(5)
    merchant.sandbox.tick()

    assert heard == []
    assert [merchant.books.events[event].type for _, _, event in merchant.world.held] == [
        "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated",
    ]  # fmt: skip
    merchant.call("POST", "/v1/payment_intents", **CARD)
    merchant.world.clock.advance(5)
    merchant.sandbox.tick()
    assert heard == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated"]


def test_what_is_pretended_leaves_nothing_behind_but_its_lies() -> None:
    merchant, heard = listening()
    intent = merchant.call("POST", "/v1/payment_intents", amount=500, currency="usd").body["id"]
    before = dict(merchant.books.objects)
    _, lies = merchant.sandbox.act(merchant.world, STRIPE, "test", "pay", {"object": intent}, pretend=True)

    assert merchant.books.objects == before
    assert all(lie.invented and intent in lie.objects for lie in lies)
    merchant.sandbox.tick()
    assert heard == ["payment_intent.created"]


def test_a_world_may_have_the_providers_limits() -> None:
    merchant = Merchant()
    assert all(merchant.call("GET", "/v1/account").status == 200 for _ in range(60))
    merchant.world.limited = True
    answers = [merchant.call("GET", "/v1/account") for _ in range(60)]

    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) >= 60 - 2 * 25
    assert refused[0].headers["Stripe-Rate-Limited-Reason"] == "global-rate"
    assert refused[0].body["error"]["code"] == "rate_limit"
