"""A search finds what a plain look at each object's JSON finds, and a negated clause finds all the rest."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.provider import Refusal
from simulator.stripe.resources.catalogue import Amount, Price, Product
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import Card, PaymentMethod
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.search.fields import OPERATORS, Field, Searchable, meets
from simulator.stripe.search.kinds import CUSTOMERS, KINDS, PAYMENT_INTENTS
from simulator.stripe.search.parser import parse
from simulator.stripe.search.query import Clause, Query
from simulator.stripe.shapes import shape
from tests.simulator.stripe.inprocess import Merchant

BOOKS = Merchant().books

# Few different values, so that things are found.
WORDS = st.sampled_from(["Ada", "ada lovelace", "Ada  King Lovelace", "ADA@example.com", "b", "", "null", "true"])
MAYBE = st.one_of(st.none(), WORDS)
NUMBERS = st.integers(-1, 3)
METADATA = st.dictionaries(st.sampled_from(["a", "order id"]), WORDS, max_size=2)
CURRENCIES = st.sampled_from(["usd", "eur"])

CARDS = st.builds(
    Card, brand=st.sampled_from(["visa", "amex"]), country=st.just("US"), exp_month=st.sampled_from([1, 12]),
    exp_year=st.just(2040), fingerprint=WORDS, funding=st.just("credit"), last4=st.sampled_from(["0005", "4242"]),
)  # fmt: skip
METHODS = st.builds(
    PaymentMethod,
    id=st.just("pm_1"),
    created=NUMBERS,
    card=st.one_of(st.none(), CARDS),
    billing_details=st.one_of(st.just({}), st.builds(lambda code: {"address": {"postal_code": code}}, MAYBE)),
)
OBJECTS: Mapping[str, st.SearchStrategy[Any]] = {
    "charges": st.builds(
        Charge, id=st.just("ch_1"), created=NUMBERS, amount=NUMBERS, currency=CURRENCIES, payment_intent=st.just("pi"),
        method=METHODS, amount_refunded=st.integers(0, 1), refunded=st.booleans(), customer=MAYBE, metadata=METADATA,
        dispute=st.one_of(st.none(), st.just("du_1")), status=st.sampled_from(["succeeded", "failed"]),
    ),
    "customers": st.builds(
        Customer, id=st.just("cus_1"), created=NUMBERS, invoice_prefix=st.just("A"), email=MAYBE, name=MAYBE,
        phone=MAYBE, metadata=METADATA,
    ),
    "invoices": st.builds(
        Invoice, id=st.just("in_1"), created=NUMBERS, customer=WORDS, currency=CURRENCIES,
        billing_reason=st.just("manual"), period_start=st.just(1), period_end=st.just(1), metadata=METADATA,
        number=MAYBE, subscription=MAYBE, status=st.sampled_from(["draft", "open", "paid"]),
    ),
    "payment_intents": st.builds(
        PaymentIntent, id=st.just("pi_1"), created=NUMBERS, amount=NUMBERS, currency=CURRENCIES,
        client_secret=st.just("s"), customer=MAYBE, metadata=METADATA,
        status=st.sampled_from(["succeeded", "canceled"]),
    ),
    "prices": st.builds(
        Price, id=st.just("price_1"), created=NUMBERS, product=WORDS, currency=CURRENCIES, active=st.booleans(),
        amount=st.just(Amount(exact=Decimal(900))), lookup_key=MAYBE, metadata=METADATA,
        recurring=st.one_of(st.none(), st.just({"interval": "month", "interval_count": 1, "usage_type": "licensed"})),
    ),
    "products": st.builds(
        Product, id=st.just("prod_1"), created=NUMBERS, name=WORDS, active=st.booleans(), description=MAYBE,
        shippable=st.one_of(st.none(), st.booleans()), url=MAYBE, metadata=METADATA,
    ),
    "subscriptions": st.builds(
        Subscription, id=st.just("sub_1"), created=NUMBERS, customer=WORDS, currency=CURRENCIES, metadata=METADATA,
        billing_cycle_anchor=NUMBERS, canceled_at=st.one_of(st.none(), NUMBERS),
        status=st.sampled_from(["active", "canceled"]),
        items=st.just(()),
    ),
}  # fmt: skip

TOKENS = st.sampled_from(["USD", "love", "lovelace", "False", "0005", "succeeded", "visa", "true", "recurring"])
ASKED = st.one_of(WORDS, CURRENCIES, TOKENS)


@st.composite
def clauses(draw: st.DrawFn, searchable: Searchable) -> Clause:
    """Draw a clause that can be asked."""
    name = draw(st.sampled_from([*searchable.fields, "metadata"]))
    if name == "metadata":
        key = draw(st.sampled_from(["a", "order id", "A"]))
        return Clause(name, ":", draw(st.one_of(st.none(), ASKED)), key, draw(st.booleans()))
    kind = searchable.fields[name].type
    operator: Any = draw(st.sampled_from(OPERATORS[kind]))
    values: st.SearchStrategy[Any] = NUMBERS.map(str) if kind == "numeric" else ASKED
    if operator == "~":
        values = values.filter(lambda text: len(text) > 2)
    elif operator == ":":
        values = st.one_of(st.none(), values)
    return Clause(name, operator, draw(values), negated=draw(st.booleans()))


def queries(searchable: Searchable) -> st.SearchStrategy[Query]:
    made = st.lists(clauses(searchable), min_size=1, max_size=4).map(tuple)
    return st.builds(lambda given, join: Query(given, join if len(given) > 1 else "AND"), made,
                     st.sampled_from(["AND", "OR"]))  # fmt: skip


@given(
    st.sampled_from(KINDS).flatmap(
        lambda k: st.tuples(st.just(k), queries(k), st.lists(OBJECTS[k.resource], max_size=5))
    )
)
def test_a_search_finds_what_a_plain_look_finds(drawn: tuple[Searchable, Query, list[Any]]) -> None:
    searchable, query, objects = drawn
    test = meets(parse(str(query)), searchable)

    assert [test(value) for value in objects] == [plainly(query, searchable, value) for value in objects]


@given(st.sampled_from(KINDS).flatmap(lambda k: st.tuples(st.just(k), clauses(k), OBJECTS[k.resource])))
def test_a_negated_clause_finds_the_rest(drawn: tuple[Searchable, Clause, Any]) -> None:
    searchable, clause, value = drawn
    said = meets(Query((replace(clause, negated=False),)), searchable)
    denied = meets(Query((replace(clause, negated=True),)), searchable)

    assert said(value) is not denied(value)


def plainly(query: Query, searchable: Searchable, value: Any) -> bool:
    """Judge by the object's JSON, clause by clause, without the tables' readers."""
    shown = shape(BOOKS, value)
    answers = [clause_met(clause, searchable.fields.get(clause.field), shown) for clause in query.clauses]
    return False not in answers if query.join == "AND" else True in answers


def clause_met(clause: Clause, field: Field | None, shown: Mapping[str, Any]) -> bool:
    kind = field.type if field is not None else "token"
    own: Any = shown
    for step in clause.field.split("."):
        own = own.get(step) if isinstance(own, Mapping) else None
    if clause.key is not None:
        own = own.get(clause.key)
    if clause.field == "refunded" and own is False:
        own = None if shown["amount_refunded"] == 0 else False
    if clause.value is None:
        met = own is None
    elif own is None:
        met = False
    elif kind == "numeric":
        order = (own > int(clause.value)) - (own < int(clause.value))
        met = order in {":": (0,), "=": (0,), "<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1)}[clause.operator]
    elif kind == "token":
        met = str(own).lower() == clause.value.lower()
    elif clause.operator == "~":
        met = clause.value.lower() in own.lower()
    else:
        sought = " ".join(clause.value.lower().split())
        met = bool(sought) and f" {sought} " in f" {' '.join(own.lower().split())} "
    return met is not clause.negated


def test_an_exact_match_of_words_finds_longer_names() -> None:
    """Stripe's own example; a word is found whole only."""
    found = meets(parse('name:"One two THREE"'), CUSTOMERS)
    named = {name: found(Customer(id="c", created=0, invoice_prefix="A", name=name)) for name in (
        "one two three", "one two three four", "zero One Two Three", "one two", "one three two", "one two threes",
    )}  # fmt: skip

    assert [name for name, met in named.items() if met] == ["one two three", "one two three four", "zero One Two Three"]


def test_an_exact_match_of_no_words_finds_nothing() -> None:
    customers = [Customer(id="c", created=0, invoice_prefix="A", name=name) for name in (None, "", " ", "one two")]

    assert not any(meets(parse("name:''"), CUSTOMERS)(customer) for customer in customers)


def test_a_deleted_object_is_not_found_even_by_negation() -> None:
    gone = Customer(id="c", created=0, invoice_prefix="A", deleted=True)

    assert not meets(parse("created:0"), CUSTOMERS)(gone)
    assert not meets(parse("-created:0"), CUSTOMERS)(gone)


REFUSED: dict[str, str] = {
    "foo:'bar'": "Field `foo` is an unsupported search field for resource `payment_intents`. See "
                 "http://stripe.com/docs/search#query-fields-for-payment-intents for a list of supported fields.",
    "description:'a'": "Field `description` is an unsupported search field for resource `payment_intents`.",
    "status['a']:'b'": "Field `status` is an unsupported search field for resource `payment_intents`.",
    "metadata:'b'": "We were unable to parse your search query.",
    "status>'b'": "Operator `>` is not supported for token field `status`.",
    "status~'succ'": "Operator `~` is not supported for token field `status`.",
    "metadata['a']~'bcd'": "Operator `~` is not supported for token field `metadata`.",
    "amount~'100'": "Operator `~` is not supported for numeric field `amount`.",
    "amount>null": "Operator `>` is not supported for numeric field `amount`.",
    "amount>'ten'": "Field `amount` is numeric and cannot be compared with `ten`.",
    "amount>1.5": "Field `amount` is numeric and cannot be compared with `1.5`.",
    f"amount>{'9' * 5000}": "Field `amount` is numeric and cannot be compared with `999",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_what_cannot_be_asked_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        meets(parse(text), PAYMENT_INTENTS)
    assert caught.value.status == 400
    assert caught.value.message.startswith(REFUSED[text])


def test_a_substring_has_three_characters() -> None:
    with pytest.raises(Refusal, match="minimum of 3 characters"):
        meets(parse('email~"am"'), CUSTOMERS)
