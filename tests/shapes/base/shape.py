"""What one correct shop may do otherwise than another: each choice is a name here, and right. Not: how any is done."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shape:
    """How a shop answers, decides and shows. A folder beside this one says in shape.toml what differs from here."""

    accepted: int = 200
    refused: int = 400
    unknown_order: int | None = None
    """What the door answers to news about an order that is not ours; None: it is taken like any other."""
    version: str | None = None
    """The one API version whose news is acted on; what another one writes is refused. None: that of any."""
    payload: str = "snapshot"
    """Or `thin`: news only names its object, which is fetched."""
    verifies: str = "door"
    """Who verifies signatures: `door`, `worker`, or `nobody` where an event is a hint and only its ids are believed."""
    checkout: str = "payment_intent"
    """Or `checkout_session`: a page of the provider; or `card`: the browser brings one, the shop takes the money."""
    told: str = "environment"
    """Or `stored`: its keys are kept in a database, the webhook's by staff, who then learns where webhooks go."""
    door: str = "one"
    """Or `named`: the address of news holds a name, which the reply to a purchase tells."""
    front: str = "data"
    """Or `pages`: a form with a token, redirects, cookies; or `partners`: signed requests, and nothing is shown."""
    takes: str = "at_once"
    """Or `when_sent`: buyers authorise, and staff takes the money, of all or of a part, when the goods leave."""
    pays_on: tuple[str, ...] = ("payment_intent.succeeded",)
    """The types of event by which an order can be paid; all others are taken, and change no unpaid order."""
    asks: str = "always"
    """Or `if_it_differs`: the provider is asked only where the event says something that our own books do not."""
    waits_seconds: float = 0.0
    """How long after the acknowledgement the work begins."""
    amounts: str = "minor"
    """Or `decimal`: orders show "19.99" and not 1999."""
    states: tuple[str, ...] = ("open", "cancelled", "held", "paid", "refunded")
    """The shop's own words, in the order in which an order can only go forward."""


def read(folder: Path) -> Shape:
    """Return the shape of a folder."""
    file = folder / "shape.toml"
    told = tomllib.loads(file.read_text()) if file.exists() else {}
    return Shape(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})
