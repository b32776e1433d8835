"""The questions of `assay init` on a terminal, each with what was found as its answer. Not: what is done with them."""

from __future__ import annotations

from typing import get_args

import click
import msgspec

from harness.descriptor.model import PaymentKind
from harness.drafting import guessing
from harness.drafting import said as saying
from harness.drafting.draft import Answer, Draft
from harness.drafting.said import Said, Unclear


def ask(draft: Draft, seen: guessing.Tree) -> Draft:
    """Ask for what a descriptor needs; Enter takes what stands in brackets, and leaves open what has none."""
    click.echo("Enter takes what stands in brackets. What you do not know stays open in the file.\n")
    if not draft.providers:
        names = _providers()
        draft = guessing.draft(seen, names) if names else draft
    kinds = get_args(PaymentKind)
    said = Said(
        start=_text("What starts it, with {port} in it", draft.start),
        ready=_text("A page that answers 200 when it is ready", draft.ready, saying.path),
        webhook_paths={
            one.name: told
            for one in draft.providers
            if (told := _text(f"Where it takes webhooks of {one.title}", one.webhook_path, saying.path))
        },
        payment=_text(f"What a checkout makes there ({', '.join(kinds)})", draft.payment, _kind),
        checkout=_checkout(draft),
        products=_products(draft),
        order=_text("Where an order is seen, /orders/{order}", draft.read, saying.path),
        status=_text("Where its state stands in the reply", draft.status),
        paid=_words("What it calls a paid order", draft.states.get("paid")),
        unpaid=_words("What it calls one that is not paid yet", draft.states.get("unpaid")),
    )
    return saying.apply(draft, said)


def _providers() -> tuple[str, ...]:
    while True:
        try:
            return saying.providers((click.prompt("Which providers (stripe,paypal,square)", default="stripe"),))
        except Unclear as unclear:
            click.echo(str(unclear))


def _text(question: str, known: Answer | None, check: object = None) -> str | None:
    """Return what was typed, or None if that is what was known already, or nothing."""
    default = str(known.value) if known else ""
    while True:
        typed = str(click.prompt(question, default=default, show_default=bool(default))).strip()
        if typed == default:
            return None
        try:
            return str(check(typed)) if callable(check) else typed
        except Unclear as unclear:
            click.echo(str(unclear))


def _kind(text: str) -> str:
    if text not in get_args(PaymentKind):
        raise Unclear(f"{text!r} is none of them")
    return text


def _checkout(draft: Draft) -> tuple[str, ...]:
    """Ask for the first request; those that were found after it stay, if it does."""
    known = draft.requests[0].line if draft.requests else None
    typed = _text("The request that starts a checkout", known, saying.request)
    return (typed,) if typed else ()


def _products(draft: Draft) -> tuple[str, ...]:
    if draft.products:
        return ()
    typed = _text(
        "Something that it sells, SKU:AMOUNT:CURRENCY (amount in the minor unit: tea:1999:eur)", None, _product
    )
    return (typed,) if typed else ()


def _product(text: str) -> str:
    saying.product(text)
    return text


def _words(question: str, known: Answer | None) -> tuple[str, ...]:
    shown = msgspec.structs.replace(known, value=", ".join(known.value)) if known else None
    typed = _text(question, shown)
    return tuple(word.strip() for word in typed.split(",") if word.strip()) if typed else ()
