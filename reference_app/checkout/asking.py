"""What a client may ask for at checkout, and what it gets. Not: a price, for there is no field for one."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

MOST_PIECES = 20


def _plain(text: str) -> str:
    """Return one line without control and invisible characters: it can forge no log line and turn no page around."""
    words = "".join(" " if sign.isspace() else sign for sign in text).split()
    return "".join(sign for sign in " ".join(words) if not unicodedata.category(sign).startswith("C"))


def whole_pieces(given: object) -> int:
    """Protection: a quantity is a whole number of pieces, written as one, from 1 to MOST_PIECES."""
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_PIECES:
        raise ValueError(f"write a whole number from 1 to {MOST_PIECES}")
    return given


Plain = AfterValidator(_plain)
Pieces = BeforeValidator(lambda given: whole_pieces(given))  # noqa: PLW0108 - the name is looked up at each request


Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s]{1,189}$", examples=["ada@example.com"])]


class Asked(BaseModel):
    """The body of POST /checkout. Fields that are not named here are dropped unread (`amount`, `price`, `card` …)."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    sku: Annotated[str, Field(max_length=40, examples=["tea"])]
    quantity: Annotated[int, Pieces, Field(json_schema_extra={"minimum": 1, "maximum": MOST_PIECES})] = 1
    provider: Literal["stripe", "paypal", "square"] = "stripe"
    flow: Literal["elements", "hosted", "reserve"] = "elements"
    """On our page, on the provider's, or on ours and only authorised: the money is taken when the goods are sent."""
    email: Email
    coupon: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None
    note: Annotated[str, Field(max_length=500), Plain] = ""
    reference: Annotated[str, Field(max_length=64), Plain] = ""
    """The buyer's own word for this order, such as a purchase number. It is logged, so that it can be found."""


class Attempt(BaseModel):
    """The body of POST /orders/{order}/confirm: what the provider's script gave the browser, in one of three fields.

    There is no field for a card, which became a payment method at Stripe, or a token at Square.
    """

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("payment_method", "source_id", "paypal_order")]},
    )

    payment_method: (
        Annotated[str, Field(pattern=r"^pm_[A-Za-z0-9_]{1,120}$", examples=["pm_1PvbkZ2eZvKYlo2C"])]
        | SkipJsonSchema[None]
    ) = None
    source_id: (
        Annotated[str, Field(pattern=r"^[a-z]{4}:[A-Za-z0-9_-]{2,180}$", examples=["cnon:CBASEGb-s_3o"])]
        | SkipJsonSchema[None]
    ) = None
    paypal_order: (
        Annotated[str, Field(pattern=r"^[A-Z0-9]{10,40}$", examples=["5O190127TN364715T"])] | SkipJsonSchema[None]
    ) = None

    @model_validator(mode="after")
    def one_of_them(self) -> Self:
        if sum(given is not None for given in (self.payment_method, self.source_id, self.paypal_order)) != 1:
            raise ValueError("write one of payment_method, source_id and paypal_order")
        return self

    @property
    def source(self) -> str:
        return self.payment_method or self.source_id or self.paypal_order or ""


class Placed(BaseModel):
    """An order that waits for its payment."""

    order: str
    token: str | None
    """Opens a guest's order: send it as X-Order-Token. None for one of an account, which the session alone opens."""
    status: str
    amount: int
    currency: str
    client_secret: str | None = None
    url: str | None = None
    paypal_order: str | None = None
    """What PayPal's buttons on our page approve."""
    pay_page: str


class Cancelled(BaseModel):
    """An order that its buyer does not want any more."""

    order: str
    status: str


class NotReady(BaseModel):
    """The provider's answer is unknown. The order stands; ask again with the same Idempotency-Key, or at `retry`."""

    error: str = "payment_not_ready"
    message: str
    order: str
    token: str | None
    retry: str


class OfferedProduct(BaseModel):
    sku: str
    title: str
    amount: int
    currency: str
