"""What a window returns: data, a leaf. Not: looking (`windows/`), nor judging (`verdicts/`).

Times are seconds on one monotonic clock unless a name ends in `_ms`. Amounts are integers in the minor unit.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """Something seen, complete in itself: a verdict can be computed again from it."""


ABSENT = "absent"
"""Our word for an order that the target does not show (yet): the reply was 404, or the query found no row."""


class Sight(Observation, frozen=True):
    """What one look at an order returned."""

    order: str
    """The harness's name of the order: its role and a number, such as `sample-3`."""
    state: str | None = None
    """Our word for the state; the target's own, in quotation marks, where the descriptor maps it to none."""
    before: str | None = None
    """The state right after checkout, before anything was done to the order."""
    effects: dict[str, int] = {}
    """How often each declared effect was counted for this order."""
    effects_before: dict[str, int] = {}
    expected: dict[str, int] = {}
    """How often each effect must happen for a paid order."""
    amount: int | None = None
    currency: str | None = None
    captured: int | None = None
    """What was taken, as the target shows it, in the minor unit; None where it shows no such amount."""
    refunded: int | None = None
    """What went back, as the target shows it, in the minor unit."""
    shut: str | None = None
    """The line of the descriptor that would let the state be seen, where it could not be."""
    effects_shut: str | None = None
    """The same for effects."""

    @property
    def moved(self) -> bool | None:
        """Whether state or effects differ from what they were before; None if that could not be seen.

        An order that was not there before, and is not paid, has not moved: some are only made when the payment is.
        """
        if self.effects != self.effects_before:
            return True
        if (self.before, self.state) == (ABSENT, "unpaid"):
            return False
        return None if self.state is None or self.before is None else self.state != self.before

    @property
    def fulfilled(self) -> bool | None:
        """Whether goods were released: an effect was counted, or the order says paid. None: could not be seen."""
        if any(self.effects.values()):
            return True
        return None if self.state is None else self.state == "paid"

    @property
    def complete(self) -> bool | None:
        """Whether the order is paid and every effect happened exactly as often as it must."""
        if self.state is None:
            return None
        return self.state == "paid" and self.effects == self.expected


class Sold(Observation, frozen=True):
    """What came of everybody who wanted one of so many pieces."""

    pieces: int
    orders: tuple[Sight, ...]
    """All orders that a checkout left, paid or not."""
    refused: int
    """How many were told at checkout that there is none."""
    in_vain: int
    """How many of them asked again, as long as the target may take, while a piece was unsold."""
    sentinel: Sight
    """An order of something else, paid and told last."""

    @property
    def fulfilled(self) -> int:
        return sum(bool(order.fulfilled) for order in self.orders)


class Answer(Observation, frozen=True):
    """How the target answered one delivery."""

    event_type: str
    forgery: str | None = None
    copy: int = 0
    status: int | None = None
    error: str | None = None
    """`timed out`, `connection refused`, …: there was no answer."""
    sent_at: float | None = None
    """When the last byte of the request had been written."""
    answered_at: float | None = None
    """When the first byte of the answer arrived."""
    started_at: float = 0.0
    body: str = ""
    """The beginning of the answer's body."""

    @property
    def accepted(self) -> bool:
        """A provider counts any 2xx as delivered, and nothing else."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def ms(self) -> float | None:
        """Milliseconds from the start of the delivery to the first byte of the answer."""
        return None if self.answered_at is None else (self.answered_at - self.started_at) * 1000


class Met(Observation, frozen=True):
    """What came of an order in a race that was staged."""

    sight: Sight
    asked: bool
    """The one that was to be held asked the provider about this order at all."""
    reached: bool
    """The dangerous state was entered: the other went all its way meanwhile, or both had read before either wrote."""


class Forged(Observation, frozen=True):
    """What was seen of forged deliveries to one order: the answers, and what the target then asked the provider."""

    answers: tuple[Answer, ...]
    calls: int = 0
    """Provider calls about this order that followed the forged deliveries."""
    writes: int = 0
    """Those among them that may move money."""


class Returned(Observation, frozen=True):
    """What the provider's books say of one order's money. Amounts are in the minor unit."""

    order: str
    captured: int
    refunded: int
    currency: str
    disputed: bool = False


class Reached(Observation, frozen=True):
    """How the target answered a request about somebody else's order."""

    route: str
    status: int
    names_order: bool = True
    """The request says which order it is about; one that lists one's own does not."""
    shown: tuple[str, ...] = ()
    """The owner's private words in the reply."""
    about_the_order: bool = False
    """A reply 2xx that holds the order's name or amount."""

    @property
    def opened(self) -> bool:
        return bool(self.shown) or self.about_the_order


class FromElsewhere(Observation, frozen=True):
    """What came of a request that a page of another site had a browser send, with the cookies that travel."""

    route: str
    sent: str
    """How, and what it said of where it came from."""
    status: int
    changed: str | None = None
    """What changed by it, in words; None: nothing that could be seen."""
    same_site: bool = False
    """Sent as a page of a sister domain is, with every cookie: `SameSite` keeps none of those at home."""


class ProviderCall(Observation, frozen=True):
    """One API call of the target, as the simulator's journal saw it."""

    operation: str
    writes: bool
    idempotency_key: str | None = None
    replayed: bool = False
    status: int | None = None
    amount: int | None = None
    currency: str | None = None
    objects: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    """Those among the objects that are payments."""
    declined: bool = False
    """The buyer's bank said no."""
    keyless: bool = False
    """The operation takes no idempotency key."""
    fingerprint: str = ""
    """Operation and parameters, without the key: equal for two attempts at the same thing."""
    unsupported: bool = False
    at: float = 0.0
    """When it arrived, in seconds of the simulator's clock."""
    seconds: float = 0.0
    """How long it took."""


class Served(Observation, frozen=True):
    """How the target answered the same harmless request, asked for several times."""

    what: str
    ms: float | None
    """The slowest answer; None: one did not come at all while it was waited for."""
    status: int | None = None
    """The worst of the answers."""


class Start(Observation, frozen=True):
    """What came of starting the target with something wrong in its settings."""

    variable: str
    """Name of the environment variable that was taken away or spoilt."""
    ready: bool
    exit_code: int | None = None
    """None: it was still running, not ready, when the harness stopped it."""
    names_variable: bool = False
    shows_value: bool = False
    accepted_forgery: bool | None = None
    """Whether a delivery signed with the spoilt value had an effect; None: not tried."""


class Scan(Observation, frozen=True):
    """What a search of the target's traces found."""

    canary_found: bool
    """The harmless twin, sent the same way, was found: the window is open."""
    hits: tuple[str, ...] = ()
    """Where a forbidden value was found, the value itself masked."""
    searched: str = ""
    """What was searched: names and sizes."""
    shut: str | None = None


class Leak(Observation, frozen=True):
    """A key or a card number where none may be."""

    place: str
    """File and line; in a history the commit before them."""
    what: str
    shown: str
    """What sort it is, and its last four characters."""
    digest: str
    """SHA-256 of the whole, by which a harmless one is allowed."""
    live: bool
    """Not one of test mode, with which nobody can take money."""


class Surface(Observation, frozen=True):
    """What one page, reply, mail or address shows of a card, and of values that belong in no address."""

    where: str
    own: bool = False
    """A word of the order in question was found on it: it is about that order."""
    beyond: int = 0
    """Digits of the card number that are shown beside its BIN and its last four."""
    last4: bool = False
    code: bool = False
    """The security code is shown."""
    in_addresses: tuple[str, ...] = ()
    """Addresses with such a value in them, told without it."""
    whole_object: bool = False
    """It looks like the provider's own object, printed as it is."""


class Door(Observation, frozen=True):
    """A route for tests, or one that shows the inside, which answered a stranger."""

    request: str
    what: str
    status: int
    grave: bool
    """It does something or shows secrets; descriptions and figures weigh less."""


class Mention(Observation, frozen=True):
    """What a reconciler has said of something, in its output, in the logs meanwhile, or where it reports."""

    order: str
    """The harness's name of what it is about."""
    lines: tuple[str, ...] = ()
    """Where it is named, the first few."""
    like_any_other: bool = False
    """All that is said of it is said, word for word, of a payment that is as it should be."""
    kept: str | None = None
    """The store in which the payment's id was found, where no line names it."""

    @property
    def named(self) -> bool:
        return bool(self.lines) and not self.like_any_other


class Recorded(Observation, frozen=True):
    """What the logs say of something that was done."""

    done: str
    lines: tuple[str, ...] = ()
    """Lines that came with it and tell it from what was not done, the first few."""
    window_open: bool = False
    """Something that was done in the same way, and is harmless, was found in the same logs."""
    only_as_usual: bool = False
    """Lines came, and each says no more than what is said when nobody here has done it."""
    from_where: bool | None = None
    """Whether a line names the address from which it came; None where nobody sent anything."""
    kept: str | None = None
    """A store that looks like a journal and names it."""


class Typed(Observation, frozen=True):
    """What became of input that tried to be a record of its own."""

    where: str
    broken_out: tuple[str, ...] = ()
    """How it did, in words."""
    shown: bool = False
    """It stands in the logs, made harmless."""
    window_open: bool = False


class Script(Observation, frozen=True):
    """A script element of a page; `src` is the whole address, None for a script that stands in the page itself."""

    src: str | None = None
    nonce: str | None = None

    @property
    def origin(self) -> str | None:
        """Scheme, host and port of its address."""
        parts = urlsplit(self.src or "")
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None


class Page(Observation, frozen=True):
    """A page as a browser receives it: the headers that frame it in, and what in it bears on them."""

    url: str
    status: int
    is_markup: bool = True
    policies: tuple[str, ...] = ()
    """Values of Content-Security-Policy."""
    in_meta: tuple[str, ...] = ()
    """Policies in `<meta>` elements of the head."""
    report_only: tuple[str, ...] = ()
    cache_control: str | None = None
    referrer_policy: str | None = None
    """The header, or the page's own `<meta name="referrer">`, which takes its place."""
    frame_options: str | None = None
    scripts: tuple[Script, ...] = ()
    hosts_fields: bool = True
    """Payment fields are on it: a card's own, or the provider's; not a page that only sends the buyer on."""


class Handshake(Observation, frozen=True):
    """What came of offering one version of TLS alone."""

    version: str
    """`TLS 1.0` … `TLS 1.3`."""
    accepted: bool
    """The handshake was completed."""
    told: str = ""


class Certificate(Observation, frozen=True):
    """Whether a server's certificate is believed; None: there was no handshake to see it in."""

    believed: bool | None
    by: str
    told: str


class PlainAnswer(Observation, frozen=True):
    """How a request without TLS was answered."""

    request: str
    """Method and address, for people."""
    reads: bool
    """It is a browser's GET, and sends nothing on."""
    status: int | None = None
    """None: the connection was closed, or refused."""
    location: str | None = None
    body: int = 0
    """Characters of its body."""


class Intercepted(Observation, frozen=True):
    """What reached somebody who stood in the provider's place."""

    connections: int
    """How often the target came."""
    requests: tuple[str, ...] = ()
    """Method and path of what it then sent, through TLS."""
    refusals: tuple[str, ...] = ()
    """Why handshakes were not completed, as the one in the middle was told."""
    with_authorization: int = 0
    """How many of the requests carried credentials."""
    with_body: int = 0
