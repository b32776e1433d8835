"""The law of stores and of source text, with what was seen written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import MOVED, STILL, answers, sight

PAID = sight(state="paid", mails=1)
TWICE = sight(state="paid", mails=2)


@pytest.mark.parametrize(
    ("status", "in_time", "sample", "reach", "word"),
    [
        (200, True, PAID, 1, "pass"),
        (200, False, PAID, 1, "fail"),
        (503, True, PAID, 1, "fail"),
        (200, True, PAID, 0, "not_observable"),
        (200, True, STILL, 1, "fail"),
        (200, True, TWICE, 1, "fail"),
        (200, True, sight(state=None), 1, "not_observable"),
    ],
)
def test_an_acknowledgement_waits_for_nothing(status: int, in_time: bool, sample: Sight, reach: int, word: str) -> None:
    verdict = proofs.unhindered("it was slow", answers(status), in_time=in_time, sample=sample, reach=reach, twin=MOVED)

    assert verdict.word == word


@pytest.mark.parametrize(
    ("status", "sample", "twin", "word"),
    [
        (503, PAID, MOVED, "pass"),
        (200, PAID, MOVED, "pass"),
        (200, STILL, MOVED, "fail"),
        (503, STILL, MOVED, "fail"),
        (503, TWICE, MOVED, "fail"),
        (503, PAID, STILL, "not_observable"),
    ],
)
def test_what_could_not_be_stored_was_refused_or_took_effect(
    status: int, sample: Sight, twin: Sight, word: str
) -> None:
    assert proofs.stored_or_refused("full", answers(status), sample=sample, twin=twin).word == word


def test_raw_cards_are_found_and_a_silent_target_proves_nothing() -> None:
    assert proofs.no_raw_cards(["payment_methods.create card.number"], calls=3).word == "fail"
    assert proofs.no_raw_cards([], calls=3).word == "pass"
    assert proofs.no_raw_cards([], calls=0).word == "not_observable"


HOOK = '"/webhooks/stripe"\n'
PLAIN = [
    "digest = hmac.new(key, body).hexdigest()\nif digest == header_signature: pass",
    "const digest = crypto.createHmac('sha256', k).digest('hex');\nif (signature !== digest) return;",
    "$expected = hash_hmac('sha256', $b, $k); if ($signature == $expected) {}",
    "const d = createHmac('sha256', k).digest('hex');\nif (signatures.filter(s => s === digest).length) {}",
    "mac := hmac.New(sha256.New, key)\nif signature == expected { }",
    'Mac mac = Mac.getInstance("HmacSHA256");\nif (signature.equals(expected)) {}',
]
SOUND = [
    'urlpatterns = [path("stripe/", include("djstripe.urls", namespace="djstripe"))]',
    'url = f"{base}/v1/notifications/verify-webhook-signature"',
    "from square.utils.webhooks_helper import verify_signature\nif not verify_signature(request_body=raw): pass",
    "certificate.public_key().verify(signature, text, padding.PKCS1v15(), hashes.SHA256())",
    "const ok = crypto.createVerify('RSA-SHA256').update(text).verify(certificate, signature, 'base64')",
    "event = stripe.Webhook.construct_event(raw, signature, secret)",
    "const event = stripe.webhooks.constructEvent(body, sig, secret); // signature == digest is wrong",
    "digest = hmac.new(key, body).hexdigest()\nif hmac.compare_digest(digest, signature): pass",
    "const d = crypto.createHmac('sha256', k).digest();\ncrypto.timingSafeEqual(d, signature)",
    "x = hmac.new(k).hexdigest()\nif signature is None or signature == '': raise\nhmac.compare_digest(x, signature)",
    "d = sha256(t).hexdigest()\nfind(sessions.c.digest == digest(token))\nhmac.compare_digest(x, signature)",
    "d = sha256(t).hexdigest()\nquery.where(Session.digest == digest(token))\nhmac.compare_digest(x, signature)",
    "x = hmac.new(k).hexdigest()\n# if digest == signature:\nhmac.compare_digest(x, signature)",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_comparison_is_found_with_its_line(text: str) -> None:
    verdict = proofs.constant_time({"shop.x": HOOK + text}, canary="/webhooks/stripe")

    assert verdict.word == "fail"
    assert "shop.x:" in verdict.summary


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_verification_is_left_in_peace(text: str) -> None:
    assert proofs.constant_time({"shop.x": HOOK + text}, canary="/webhooks/stripe").word == "pass"


def test_a_tree_that_is_not_the_one_that_runs_proves_nothing() -> None:
    assert proofs.constant_time({"shop.x": SOUND[0]}, canary="/webhooks/stripe").word == "not_observable"
    assert proofs.constant_time({"shop.x": HOOK}, canary="/webhooks/stripe").word == "not_observable"
