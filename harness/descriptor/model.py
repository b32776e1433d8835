"""`assay.toml` as data: what a team says about its own integration. Not: reading the file (`reader.py`).

Keys are added by later versions, their meanings never change. Amounts are integers in the currency's minor unit.
A *where* is a text that says where in a reply a value is found (`where.py`).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from harness.descriptor.asking import HttpRequest, Table
from harness.descriptor.subscribing import EntitlementTable, SubscriptionTable
from harness.descriptor.watching import Effect, LogsTable, MailSent, MailsTable, SourceTable, StoresTable, Written

__all__ = (
    "Effect",
    "HttpRequest",
    "LogsTable",
    "MailSent",
    "MailsTable",
    "SourceTable",
    "StoresTable",
    "Table",
    "Written",
)
"""What stands in rooms beside this one and is imported from here; the tables below are this one's own."""


class Ready(Table, frozen=True):
    url: str = "/"
    status: int = 200
    success: str | None = None
    """*Where* something stands in the reply of one that is ready; null, false and what is empty are nothing."""
    within: float = 20.0
    """Seconds of real time that a start may take."""


class Profile(Table, frozen=True):
    """What differs when the target is started in another profile (`live`)."""

    env: dict[str, str] = {}
    absent: tuple[HttpRequest, ...] = ()
    """Requests that the target takes for tests, and must not take here: each would pay `{order}` without money."""


class TargetTable(Table, frozen=True):
    name: str = "target"
    prepare: tuple[str, ...] = ()
    """Commands run once in a fresh state directory before the first start: migrations, seeds."""
    before_start: tuple[str, ...] = ()
    """Commands run before each start, with its settings: what a target keeps of them in its database."""
    set_up: tuple[HttpRequest, ...] = ()
    """Requests sent after each start, with its settings; what they save is known ever after."""
    start: str | None = None
    """One command. Where there are several processes, `processes` takes its place."""
    processes: dict[str, str] = {}
    base_url: str | None = None
    """Attach to a target that is already running; it is then neither started nor killed."""
    ready: Ready = Ready()
    env: dict[str, str] = {}
    cwd: str = "."
    """Relative to the descriptor."""
    public_url: str | None = None
    ca_file: str | None = None
    profiles: dict[str, Profile] = {}
    stop_within: float = 5.0
    """Seconds after SIGTERM before the process group is killed."""
    configuration: dict[str, str] = {}
    """What the verdicts belong to, in words for the report: database, queue, versions."""
    intercept: bool = False
    """Whether to stand, by a proxy and a throw-away authority, between the target and its providers' real hosts."""


class ProviderTable(Table, frozen=True):
    """How the target learns of the provider: names of environment variables, and where it listens."""

    webhook_path: str
    """May hold what `[target] set_up` saves."""
    api_base_env: str | None = None
    secret_key_env: str | None = None
    publishable_key_env: str | None = None
    webhook_secret_env: str | None = None
    events: tuple[str, ...] = ("*",)
    """Event types to which the endpoint is subscribed; those of thin events begin with `v1.` or `v2.`."""
    shim: Literal["python", "node"] | None = None
    """The start-up hook that re-points a program which names the provider's hosts in its code."""
    payload: Literal["snapshot", "thin"] = "snapshot"
    """What the endpoint is sent of an event: its object as it was, or only which object it is about."""
    currencies: tuple[str, ...] = ()
    """The currencies that the account takes, in lower case; empty: any of the products'."""
    rights: tuple[str, ...] = ()
    """All that the secret key needs to be allowed, where the target uses a restricted one."""


class Product(Table, frozen=True):
    """Something that the target sells, at the price that its server must use."""

    sku: str
    amount: int
    currency: str
    stock: int | None = None
    """How many pieces there are at the start; None: as many as anybody wants."""
    provider: str | None = None
    """By which provider alone checks buy it; what there are only so many of is the main one's unless this is said."""


PaymentKind = Literal["payment_intent", "checkout_session", "paypal_order", "square_payment_link", "square_payment"]


class Flow(Table, frozen=True):
    """One way to check out: the requests that a buyer's browser sends before paying."""

    requests: tuple[HttpRequest, ...]
    payment: PaymentKind
    order_id: str = "{order}"
    page: HttpRequest | None = None
    """The page on which the buyer of an unpaid order pays."""
    finish: tuple[HttpRequest, ...] = ()
    """What the buyer's browser sends when the provider has sent it back, where the target then takes the money."""


class Coupon(Table, frozen=True):
    """A code that lowers the price, as the target's rules say."""

    field: str
    """The name under which the body of a checkout carries the code."""
    codes: tuple[str, ...]
    """Codes that nobody has used yet: a check that uses one up takes one of its own."""
    percent: int
    single_use: bool = True
    expired: tuple[str, ...] = ()
    """Codes of the same kind that count no longer."""
    uses: int | None = None
    """For how many orders each code counts, where it is neither one nor any number."""
    minimum: int | None = None
    """The least sum, of the first product's currency in the minor unit, from which on it counts."""
    provider: str | None = None
    """With which provider alone checks use it; what has a limit is the main one's unless this is said."""


class CheckoutTable(Table, frozen=True):
    requests: tuple[HttpRequest, ...]
    payment: PaymentKind
    """Which object of the provider the checkout creates and the buyer pays."""
    products: dict[str, Product]
    order_id: str = "{order}"
    """How the order is named in later requests, from saved variables."""
    coupons: dict[str, Coupon] = {}
    other: dict[str, Flow] = {}
    """Further ways to check out, by name."""
    page: HttpRequest | None = None
    """The page on which the buyer of an unpaid order pays."""
    finish: tuple[HttpRequest, ...] = ()
    """What the buyer's browser sends when the provider has sent it back, where the target then takes the money."""

    @property
    def plenty(self) -> list[Product]:
        """What any check may buy, in the order in which it is declared."""
        return [product for product in self.products.values() if product.stock is None]

    @property
    def few(self) -> list[Product]:
        """What there are only so many pieces of: a check that sells one out takes its own."""
        return [product for product in self.products.values() if product.stock is not None]


class Read(HttpRequest, frozen=True):
    """How the order is looked at: a request (`path` …), a row of SQL (`sql`, `database`), a `command`, or `python`."""

    path: str = ""
    sql: str | None = None
    """One row; parameters by name from the saved variables: `:order`."""
    database: str | None = None
    """URL of the database, as SQLAlchemy writes it; may use `{state}`."""
    command: str | None = None
    """Prints the order, as JSON or text, and nothing if there is none (yet)."""
    python: str | None = None
    """The function of the hooks file that returns the order, and None if there is none (yet)."""
    staff: bool = False
    """The request is staff's: sent by somebody who has signed in as `[staff]` says, and no way of the buyer's."""


class OrderTable(Table, frozen=True):
    read: Read
    status: str
    """*Where* the state stands in the reply, or the name of the column."""
    states: dict[str, tuple[str, ...]]
    """Our word (`paid`, `unpaid`, `refunded`, `failed`, `held`) to the target's own names for it."""
    amount: str | None = None
    currency: str | None = None
    captured: str | None = None
    """*Where* the amount stands that was taken, in the minor unit, where that may be less than `amount`."""
    refunded: str | None = None
    """*Where* the amount stands that went back, in the minor unit."""

    @property
    def buyers_read(self) -> HttpRequest | None:
        """The request by which a buyer looks at the order; None: the harness looks in another way."""
        return self.read if self.read.path and not self.read.staff else None


class StaffTable(Table, frozen=True):
    """Who gives money back and takes it, where staff signs in first."""

    sign_in: tuple[HttpRequest, ...] = ()
    """Requests by which staff signs in; what they save fills the requests of `[refund]` and `[capture]`."""


class RefundTable(Table, frozen=True):
    """How staff gives money back through the target."""

    request: HttpRequest
    """`{refund_amount}` is how much, in the minor unit; `{refund}` is a word for this refund, kept when repeated."""


class CaptureTable(Table, frozen=True):
    """How staff takes, through the target, what a buyer only authorised."""

    request: HttpRequest
    """`{capture_amount}` is how much, in the minor unit; `{capture}` is a word for this capture, kept when repeated."""
    checkout: str | tuple[str, ...] | None = None
    """The way of checking out, `[checkout.other.NAME]`, whose payments are captured later, or one for each provider.

    None: the main one's are.
    """

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the ways; () if it is the main one."""
        return (self.checkout,) if isinstance(self.checkout, str) else self.checkout or ()


class ReturnTable(Table, frozen=True):
    """The page that the buyer's browser opens after paying."""

    request: HttpRequest
    claims: tuple[HttpRequest, ...] = ()
    """Other requests by which a browser could claim to have paid."""


class CartTable(Table, frozen=True):
    """A cart that is checked out, and can be changed while it is being paid."""

    exists: bool = True
    """False says that the target has no cart that could be changed."""
    requests: tuple[HttpRequest, ...] = ()
    """The checkout of a cart, from filling it to its payment, the last request being the checkout itself."""
    change: tuple[HttpRequest, ...] = ()
    """Requests that change what is in it; `{sku}` and `{quantity}` are what shall be in it then."""
    lines: str | None = None
    """*Where* the reply to `[order] read` says what will be shipped."""


class CustomersTable(Table, frozen=True):
    """How to be a customer, and what a customer can ask of an order."""

    sign_in: tuple[HttpRequest, ...] = ()
    """Requests by which a new customer signs up and in, before the checkout; what they save opens his orders."""
    guest_keys: tuple[str, ...] = ()
    """Where guests can buy too: what a checkout saves for a guest alone, to open his order with."""
    headers: dict[str, str] = {}
    """What somebody who is signed in sends with every request: a session that is no cookie, an origin."""
    routes: tuple[HttpRequest, ...] = ()
    """Further requests about one order: receipt, invoice, pay again, cancel; and the list of one's own."""


class ReconcileTable(Table, frozen=True):
    """How the target compares its orders with the provider's."""

    command: str | None = None
    """Reconciles once and ends."""
    request: HttpRequest | None = None
    """The same by a request that is answered when it is done."""
    within: float = 30.0
    """Seconds that one reconciliation may take; with a timer alone, until the timer has come and it is done."""
    manual: str | None = None
    """Where a procedure for people is documented, if nothing reconciles by itself."""
    timer_env: str | None = None
    """The variable that sets the timer, in seconds."""
    report: Written | None = None
    """Where it writes what differs, if neither its output nor the logs say so."""
    shared_account: bool = False
    """Others take money on the same account: what does not say whose it is may be theirs."""


class LimitsTable(Table, frozen=True):
    ack_ms: int = 200
    drain_s: float = 10.0
    """How long a genuine event may take until its effect is seen."""
    burst: int = 20
    """Deliveries sent at once when acknowledgement is judged under a burst."""
    attempts: int = 20
    """Checkouts of one cart that are sent at once when repeats are judged."""
    hanging: int = 50
    """Checkouts of as many buyers that wait at once for a provider that does not answer."""


class GateTable(Table, frozen=True):
    waivers: str | None = None
    """Path of the waivers, relative to the descriptor."""
    baseline: str | None = None
    """Path of the results of an earlier run, relative to the descriptor."""
    policy: Literal["findings", "nothing-new"] = "findings"
    """Which findings turn the gate red; `nothing-new` needs a baseline."""


class HooksTable(Table, frozen=True):
    """Functions of the descriptor's own, which run in the target's interpreter."""

    file: str = "assay_hooks.py"
    """Relative to the descriptor."""
    python: str = "{python}"
    """The command of the interpreter, run in `[target] cwd`."""


class Descriptor(Table, frozen=True):
    target: TargetTable
    provider: dict[str, ProviderTable]
    checkout: CheckoutTable
    order: OrderTable
    effects: dict[str, Effect] = {}
    mails: MailsTable | None = None
    return_: ReturnTable | None = msgspec.field(name="return", default=None)
    refund: RefundTable | None = None
    capture: CaptureTable | None = None
    cart: CartTable | None = None
    customers: CustomersTable | None = None
    staff: StaffTable | None = None
    subscription: SubscriptionTable | None = None
    entitlement: EntitlementTable | None = None
    logs: LogsTable = LogsTable()
    stores: StoresTable = StoresTable()
    source: SourceTable | None = None
    reconcile: ReconcileTable | None = None
    limits: LimitsTable = LimitsTable()
    gate: GateTable = GateTable()
    hooks: HooksTable = HooksTable()
