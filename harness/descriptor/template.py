"""Filling `{variable}` in the strings of requests, commands and env. Not: where a variable's value comes from.

A name may have dots (`{stripe.base_url}`). `{{` and `}}` stand for the braces themselves. A variable that is not
known is a mistake and never an empty text: a command that runs with a hole in it does harm.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

COMMAND_VARIABLES: tuple[str, ...] = ("port", "base_url", "state", "python")
"""Known wherever a target is started or looked at, beside those of its providers."""
TLS_VARIABLES: tuple[str, ...] = ("tls.certificate", "tls.key", "tls.ca", "tls.plain_port")
"""Known in the environment of the profile `tls`: files of the run's own authority, and a port for those without TLS."""
SMTP_VARIABLES: tuple[str, ...] = ("smtp.host", "smtp.port")
"""Known in commands and environment of a target that is started: where the run itself takes its mails."""
INTERCEPT_VARIABLES: tuple[str, ...] = ("intercept.ca",)
"""Known in commands and environment of a target that is intercepted: the file of the authority that it must believe."""
PROVIDER_VARIABLES: tuple[str, ...] = ("base_url", "secret_key", "publishable_key", "webhook_secret")
"""Known with the provider's name before them: `{stripe.secret_key}`."""
OWN_VARIABLES: dict[str, tuple[str, ...]] = {
    "paypal": ("client_id", "client_secret", "webhook_id", "ca_file", "secure_url"),
    "square": ("access_token", "application_id", "location_id", "merchant_id", "signature_key", "notification_url"),
}
"""The same, by the names that a provider itself gives them."""
CHECKOUT_VARIABLES: tuple[str, ...] = (
    "sku", "amount", "currency", "quantity", "email", "buyer_name", "unique", "cart", "attempt", "payment_method"
)  # fmt: skip
"""Known in the requests of a checkout, beside what earlier requests have saved."""
CUSTOMER_VARIABLES: tuple[str, ...] = ("email", "buyer_name", "unique", "password")
"""Known in the requests by which a customer signs up and in: he is a new one each time, with a password of his own."""
REFUND_VARIABLES: tuple[str, ...] = ("refund", "refund_amount")
"""Known in the request for a refund."""
CAPTURE_VARIABLES: tuple[str, ...] = ("capture", "capture_amount")
"""Known in the request for a capture."""
SUBSCRIPTION_VARIABLES: tuple[str, ...] = ("plan", *CUSTOMER_VARIABLES, "cart", "payment_method")
"""Known in the requests by which a customer subscribes, beside what earlier requests have saved."""
ORDER_VARIABLES: tuple[str, ...] = (
    "order", "payment_intent", "checkout_session", "paypal_order", "square_payment_link", "square_payment"
)  # fmt: skip
"""Known once the order exists: the order's id, and the provider's object that was found in the journal."""

_PIECE = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_.]*)\}|[{}]")


class BrokenTemplate(ValueError):  # noqa: N818 - said to people as it stands
    """A text that cannot be filled; the message shows what is wrong and what to write."""


def fill(text: str, variables: Mapping[str, object]) -> str:
    """Return `text` with its variables filled in. Raises BrokenTemplate for an unknown one, or a lone brace."""

    def piece(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is not None:
            if name not in variables:
                raise BrokenTemplate(_unknown(name, variables))
            return str(variables[name])
        return _literal(found.group())

    return _PIECE.sub(piece, text)


def as_it_is(text: str) -> str:
    """Return a text in which braces are no variables: filled in, it is the same again."""
    return text.replace("{", "{{").replace("}", "}}")


def names(text: str) -> tuple[str, ...]:
    """Return the variables that `text` uses, in order. Raises BrokenTemplate for a lone brace."""
    used = []
    for found in _PIECE.finditer(text):
        if found.group(1) is None:
            _literal(found.group())
        else:
            used.append(found.group(1))
    return tuple(used)


def mistake(text: str, known: Collection[str]) -> str | None:
    """Return what is wrong with `text` where only `known` variables exist, or None."""
    try:
        unknown = [name for name in names(text) if name not in known]
    except BrokenTemplate as broken:
        return str(broken)
    return _unknown(unknown[0], known) if unknown else None


def _literal(piece: str) -> str:
    if piece in {"{", "}"}:
        raise BrokenTemplate(f"a lone {piece} begins or ends no variable. Write {piece * 2} for the brace itself")
    return piece[0]


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    listed = ", ".join(f"{{{one}}}" for one in sorted(known))
    meant = f"Did you mean {{{near[0]}}}?" if near else f"Known here: {listed}."
    return f"the variable {{{name}}} is not known here. {meant} Braces themselves are written {{{{ and }}}}"
