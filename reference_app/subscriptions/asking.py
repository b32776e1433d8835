"""What a client may ask for, and what it gets. Not: a price, a trial or a quantity, for there is no field for one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

PlanName = Annotated[str, Field(max_length=40, examples=["basic"])]


class PlanAsked(BaseModel):
    """The body of POST /subscriptions/{id}/plan. Fields that are not named here are dropped unread."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    plan: PlanName


class SubscriptionAsked(PlanAsked):
    """The body of POST /subscriptions."""

    provider: Literal["stripe", "paypal", "square"] = "stripe"
    source_id: (
        Annotated[str, Field(pattern=r"^[a-z]{4}:[A-Za-z0-9_-]{2,180}$", examples=["cnon:CBASEGb-s_3o"])]
        | SkipJsonSchema[None]
    ) = None
    """What Square's script gave the browser for a card."""


class Subscribed(BaseModel):
    """A subscription that waits for its first payment, or for nothing any more."""

    subscription: str
    plan: str
    status: str
    client_secret: str | None = None
    """Confirms the first payment in the browser; of a trial, the card for afterwards."""
    approve: str | None = None
    """The provider's page on which it is approved."""
    pay_page: str


class NotBegun(BaseModel):
    """The provider's answer is unknown. The subscription stands; the same request asks again."""

    error: str = "subscription_not_ready"
    message: str
    subscription: str


class Counted(BaseModel):
    """How often each thing that a payment sets off has happened."""

    mail: int


class SubscriptionView(BaseModel):
    """Times are unix seconds, amounts in the minor unit."""

    subscription: str
    plan: str
    next_plan: str | None
    """What it changes to with the next period."""
    status: str
    access: bool
    paid_until: int | None
    cancels_at: int | None
    paid_amount: int
    refunded_amount: int
    lost_amount: int
    effects: Counted


class PlanChanged(SubscriptionView):
    approve: str | None = None
    """The provider's page on which the change has to be agreed to first."""


class PortalOpened(BaseModel):
    url: str


class OfferedPlan(BaseModel):
    plan: str
    title: str
    amount: int
    currency: str
    interval: str
    trial_days: int
    providers: list[str]
