"""What only a person can say of Square's fidelity. Not: the page, which is made of it and of the tables."""

from __future__ import annotations

from tests.fidelity.pages.parts import listed
from tests.fidelity.pages.provider import Words
from tests.fidelity.square.shapes import ALWAYS

WORDS = Words(
    name="Square",
    documents="Square's own OpenAPI document (2025-08-20) tells the operations.",
    others="Each operation that is not simulated answers 404 `NOT_FOUND`, as an address that there is not, and is "
    "marked `unsupported` in the journal: no verdict leans on it.",
    checked=(
        "The official SDK for Python gets an answer of every simulated operation in `tests/fidelity/square`, the one "
        "for Node of most; each answer, refusals included, is held against the facts of the document before the SDK "
        "sees it, and so is each event. A field fails that the document does not have, unless the SDK's own model has "
        "it (the SDK is newer) or deliveries were recorded with it: `version` of a payment and of a refund. So does a "
        "`null`, an empty list (Square leaves out what is absent), a value of another type, a text that is too long, "
        "and a word that is none of an enum. Fields that only the SDK's model has are looked for by name alone.",
        "A *missing* field fails where the document requires it, which it seldom does, and, beside that, where every "
        "recording has it: of " + listed(f"`{name}`" for name in sorted(ALWAYS)) + ". Other fields may be absent "
        "without notice, but for those of payments and orders whose whole sets were recorded and are tested as such.",
    ),
    differences=(
        "An account has one location, which sells in US dollars.",
        "One form for all: any day is taken for a `Square-Version`, and what differs between versions is not "
        "simulated.",
        "The test of a webhook subscription answers before its notification has left, and so without the status that "
        "it met.",
        "Catalogue objects are items, variations, taxes, discounts, categories, and plans with their variations, "
        "searched by exact, prefix and text queries; others are refused with 501 and marked `unsupported`, and so are "
        "payment links of plans that begin with a free phase, discounts of a plan's phases, bank accounts on file, and "
        "refunds that are linked to no payment. Invoices have no attachments.",
        "Mails are not sent: what they lead to is the `public_url` of an invoice, where a good card pays unless the "
        "form names another.",
        "`charged_through_date` is the first day that is not charged, as recorded and in the samples, and not the "
        "last one that is, as the documentation's prose has it. A change of the billing anchor without a date is at "
        "once, as the prose has it, and not on the new day, as in the sample.",
        "The page's script is a look-alike with card fields; its other methods are refused.",
        "Payments are approved unless a published nonce, amount or test value decides otherwise.",
        "Fees come 63 seconds after the capture, refunds settle after 2.5 and bank transfers after 60 seconds of the "
        "world's clock.",
    ),
)
