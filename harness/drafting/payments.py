"""Where a program asks a provider for a payment, and which object it makes there. Not: which route leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from harness.descriptor.model import PaymentKind
from harness.drafting.found import Found, line_of
from harness.drafting.stacks import language_of

KINDS: dict[PaymentKind, str] = {
    "payment_intent": (
        r"PaymentIntents?\.create(?:_async)?\b|\bpayment_?[iI]ntents\.create\b|paymentIntents->create|PaymentIntent::create"
        r"|\bpaymentintent\.New\(|V1PaymentIntents\.Create|PaymentIntentCreateParams"
    ),
    "checkout_session": (
        r"checkout\.[sS]essions?\.create(?:_async)?\b|checkout->sessions->create|Checkout\\?Session::create|Session::create\("
        r"|\bcheckout/?session\.New\(|\bsession\.New\(&?stripe|V1CheckoutSessions\.Create|Checkout::Session\.create|SessionCreateParams"
    ),
    "paypal_order": (
        r"orders\.create_order|orders_create|ordersController\.createOrder|createOrder\(|OrdersCreateRequest|ordersCreate"
        r"|/v2/checkout/orders['\"`]"
    ),
    "square_payment_link": (
        r"payment_?[lL]inks(?:_api|Api)?(?:\.|->)create|createPaymentLink|CreatePaymentLink|/v2/online-checkout/payment-links"
    ),
    "square_payment": (
        r"\bpayments\.create\b|payments_api\.create_payment|paymentsApi\.createPayment|payments->create\b|CreatePaymentRequest"
        r"|\bPayments\.Create\(|/v2/payments['\"`]"
    ),
}
"""By the descriptor's word for a payment, how programs ask for one."""
VERIFIED: dict[str, str] = {
    "stripe": r"construct_?[eE]vent|ConstructEvent|parse_event_notification|Webhook::construct"
    r"|stripe-signature",
    "paypal": r"(?i)paypal-transmission|verify-webhook-signature",
    "square": r"(?i)WebhooksHelper|verify_signature|x-square-hmacsha256-signature|is_valid_webhook_event_signature",
}
"""By provider, how programs verify a webhook of its."""

_DEFINED = re.compile(
    r"^[ \t]*(?:(?:export|default|public|private|protected|static|async|final|suspend)\s+)*"
    r"(?:def|func|function|fun)\s+(?:\([^)]*\)\s*)?(\w+)"
    r"|^[ \t]*(?:export\s+)?(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|\w+\s*=>|function)"
    r"|^[ \t]+(?:(?:public|private|protected|static|async)\s+)*(?:[\w<>\[\]]+\s+)?(\w+)\([^;{}]*\)"
    r"(?:\s*:\s*[^{;=]+)?\s*(?:throws [\w, ]+)?\{[ \t]*$",
    re.MULTILINE,
)
_NO_NAMES = {"if", "for", "while", "switch", "catch", "get", "post", "main", "run", "constructor", "function", "with"}
DEPTH = 3
"""Through how many functions a route is followed to the call."""


class Call(msgspec.Struct, frozen=True):
    """One place where a payment is made."""

    kind: str
    at: Found


class Calls:
    """All of a program's calls that make payments, and the names of functions that lead to each."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Look through programs, for calls and for who calls whom."""
        self._functions = [one for file, text in texts.items() if language_of(file) for one in _functions(text)]
        self.found: dict[str, Call] = {}
        self._leading: dict[str, frozenset[str]] = {}
        for kind, pattern in KINDS.items():
            call = re.compile(pattern)
            for file, text in texts.items():
                if language_of(file) and kind not in self.found and (match := call.search(text)):
                    self.found[kind] = Call(kind, Found(kind, file, line_of(text, match.start())))
            self._leading[kind] = self._names(call)

    def made_by(self, body: str) -> tuple[str, ...]:
        """Return the kinds of payment that the text of a handler makes, by itself first, else through functions."""
        itself = [kind for kind, pattern in KINDS.items() if re.search(pattern, body)]
        called = _called(body)
        return (*itself, *(kind for kind in self.found if kind not in itself and self._leading[kind] & called))

    def _names(self, call: re.Pattern[str]) -> frozenset[str]:
        names = {name for name, body in self._functions if call.search(body)}
        for _ in range(DEPTH):
            names |= {name for name, body in self._functions if _called(body) & names}
        return frozenset(names)


def _functions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each function with the text up to the next one: no parser, and near enough."""
    starts = [(match.start(), next(filter(None, match.groups()), "")) for match in _DEFINED.finditer(text)]
    starts = [(at, name) for at, name in starts if name not in _NO_NAMES]
    ends = [*(at for at, _ in starts[1:]), len(text)][: len(starts)]
    for (at, name), end in zip(starts, ends, strict=True):
        if len(name) > 2:
            yield name, text[at:end]


def _called(body: str) -> set[str]:
    """Return the names that are called in a text, but for the one that it defines."""
    return set(re.findall(r"(?<!def )(?<!func )(?<!function )\b(\w+)\(", body))
