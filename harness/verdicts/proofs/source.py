"""Proofs about source text: how a signature is compared, what stands in it. Not: reading the tree, nor timing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from harness.observation import Leak
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

HELPER = re.compile(
    r"construct_?event|constructEvent|ConstructEvent|WebhookSignature|verify_?header|verifyHeader"
    r"|verify[_-]webhook[_-]signature|verifyWebhookSignature|WebhooksHelper|webhooks_helper"
    r"|isValidWebhookEventSignature|is_valid_webhook_event_signature|djstripe\.urls",
)
"""Names of the official helpers, in the languages of the official SDKs, and of PayPal's own answer to the question.

`djstripe.urls` are the addresses of dj-stripe, whose view calls Stripe's helper.
"""
PUBLIC_KEY = re.compile(
    r"PKCS1v15\(|PKCS1_v1_5|pkcs1_15|openssl_verify|createVerify|crypto\.verify|VerifyPKCS1v15|CheckSignature"
    r"|Signature\.getInstance|OpenSSL::PKey|VerifyData|subtle\.verify",
)
"""How a signature by a private key is checked: nothing secret is compared, so time tells nothing."""
CONSTANT_TIME = re.compile(
    r"compare_digest|timingSafeEqual|hash_equals|secure_compare|fixed_length_secure_compare|ConstantTimeCompare"
    r"|hmac\.Equal|MessageDigest\.isEqual|FixedTimeEquals|constant_time_compare|crypto_equals",
)
MAKES_A_DIGEST = re.compile(r"hmac|HMAC|Hmac|createHmac|hash_hmac|hexdigest|HMACSHA256")
_NAME = r"[\w.\[\]()'\"$@>-]*(?:signature|digest|hmac|\bsig\b|computed_mac|expected_mac)[\w.\[\]()'\"$@>-]*"
_VALUE = r"(?!(?:None|null|nil|undefined|True|False|true|false|''|\"\"|0)\b)(?!['\"])[\w$@]"
PLAIN = re.compile(
    rf"{_NAME}\s*(?:===|==|!==|!=)\s*{_VALUE}"
    rf"|{_VALUE}[\w.$@>\[\]()-]*\s*(?:===|==|!==|!=)\s*{_NAME}"
    rf"|{_NAME}\.equals(?:IgnoreCase)?\({_VALUE}",
    re.IGNORECASE,
)
QUERY = re.compile(r"\.where\(|\.c\.\w+\s*[!=]=")
"""A condition of a query as SQLAlchemy writes them: the database looks a row up by a hash, and nothing is verified."""
COMMENT = re.compile(r"^\s*(?:#|//|\*|/\*|--|<!--)")


def constant_time(files: Mapping[str, str], *, canary: str) -> Verdict:
    """Judge how signatures are compared in `files` (path to text); `canary`, the webhook's path, must stand in them."""
    if not any(canary in text for text in files.values()):
        return not_observable(
            f"{canary} stands nowhere in {len(files)} files: this is not the source that runs", needs="[source] tree"
        )
    for path, text in files.items():
        if not MAKES_A_DIGEST.search(text):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            harmless = COMMENT.match(line) or CONSTANT_TIME.search(line) or QUERY.search(line)
            if PLAIN.search(line) and not harmless:
                return fail(f"{path}:{number} compares a signature in time that depends on it")
    for path, text in files.items():
        if found := HELPER.search(text) or CONSTANT_TIME.search(text) or PUBLIC_KEY.search(text):
            return passed(f"{path} verifies with {found.group()}")
    return not_observable("no verification of a signature was found in the source", needs="[source] tree")


def no_leak(leaks: Sequence[Leak], *, searched: Mapping[str, str], canary: str | None, looked_for: str) -> Verdict:
    """Judge what was found in texts (by path) that go to everybody who has the source.

    `canary`, the webhook's path, must stand in the tree; None for a history, of which only what looks like a key is
    read. A key of test mode weighs low.
    """
    if canary is not None and not any(canary in text for text in searched.values()):
        return not_observable(
            f"{canary} stands nowhere in {len(searched)} files: this is not the source that runs", needs="[source] tree"
        )
    first = next(iter(sorted(leaks, key=lambda leak: not leak.live)), None)
    if first is None:
        where = f"{len(searched)} files" if canary is not None else "the whole history"
        return passed(f"no {looked_for} in {where}")
    more = f", and {len(leaks) - 1} more" if len(leaks) > 1 else ""
    allow = (f'If it is harmless: [source] harmless = {{ {first.digest} = "why" }}',)
    told = f"{first.place} holds {first.what} ({first.shown}){more}"
    return fail(told, advice=allow, severity=None if first.live else "low")
