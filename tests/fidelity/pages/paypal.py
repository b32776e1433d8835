"""What only a person can say of PayPal's fidelity. Not: the page, which is made of it and of the tables."""

from __future__ import annotations

from tests.fidelity.pages.parts import listed
from tests.fidelity.pages.provider import Words
from tests.fidelity.paypal.shapes import ALWAYS, RECORDED

WORDS = Words(
    name="PayPal",
    documents="PayPal's own OpenAPI documents tell the operations.",
    others="Each operation that is not simulated answers 404 `RESOURCE_NOT_FOUND`, says that the simulator does not "
    "know it, and is marked `unsupported` in the journal: no verdict leans on it.",
    checked=(
        "Every operation but the two that the documents leave out is asked in `tests/fidelity/paypal/test_shapes.py`, "
        "over the states that its objects can be in, and each answer that is no refusal is held against the facts of "
        "the documents. A field fails that they do not have, unless it was recorded and is listed: "
        + listed(f"`{field}`" for field in sorted(RECORDED))
        + ". So does a value of another type, a word that is none of an enum, and a status that is not documented.",
        "A *missing* field fails where the documents require it, which they seldom do (of an order they require "
        "nothing), and, beside that, where every recording has it: that list is ours, of "
        f"{len(ALWAYS)} operations and objects. Other fields may be absent without notice.",
        "What an event carries is left open by the documents; it is held against what reading the same object answers, "
        "but for sales: Payments v1 has no document any more. The test tries a made-up field at every place, and "
        "leaves out each field of the list, and both must be found. "
        "Refusals are not held against the documents, which have no issue by name: their layout, names and sentences "
        "are rows below.",
    ),
    differences=(
        "Links lead to the simulator, and the buyer's page is a plain one.",
        "Events leave when the reply has left, and not seconds later.",
        "Scripts for browsers (the JavaScript SDK, its buttons and card fields) are not served.",
        "Sources of payment are the wallet, Venmo, cards and what was vaulted of them. Of the others (iDEAL, Apple Pay "
        "and so on) the name and the country are kept, and the buyer approves on the same page.",
        "Cards are approved unless a published trigger declines them: the cardholder's `CCREJECT-…`, or "
        "`PayPal-Mock-Response`. Challenged are those for which `SCA_ALWAYS` is asked, and the published test cards "
        "with `SCA_WHEN_REQUIRED`; the challenge is a plain page.",
        "Fees are those of a US account; no currency is converted.",
        "A dispute is filed and decided by the control API or the sandbox's own calls; its steps hurry or wait as the "
        "world's clock is moved.",
        "Subscriptions are paid from a wallet, whose owner the control API lets pay, decline or choose another. Prices "
        "by volume or tier, subscriptions that are paid by card, and sales at Payments v2 are refused as a gap. An "
        "approval that nobody gives never lapses.",
        "The example of PayPal's page on failed payments tries again on the 5th and the 10th what failed on the 1st; "
        "here it is five days each time, as the page's rule says.",
        "Every client id may do everything: scopes are told in the token and not enforced.",
    ),
)
