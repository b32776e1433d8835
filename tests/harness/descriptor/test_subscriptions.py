"""What a descriptor may say of subscriptions, and how each mistake is told: with its line, and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.descriptor import BrokenDescriptor, read

GOOD = """\
[target]
start = "app --port {port}"
env = { PRICE = "{stripe.plan.basic}" }

[provider.stripe]
webhook_path = "/hooks"
api_base_env = "STRIPE_API"

[checkout]
payment = "payment_intent"
products = { tea = { sku = "tea", amount = 1999, currency = "eur" } }
requests = [{ path = "/buy", method = "POST", save = { order = "$.id" } }]

[order]
read = { path = "/orders/{order}" }
status = "$.status"
states = { paid = ["paid"] }

[subscription]
object = "stripe_subscription"
plans = { basic = { amount = 900, currency = "eur" } }
requests = [{ path = "/join", method = "POST", json = { plan = "{plan}" }, save = { subscription = "$.id" } }]

[entitlement]
read = { path = "/memberships/{subscription}" }
access = "$.access"
"""


def said(tmp_path: Path, old: str, new: str) -> str:
    """Return what is told of the descriptor with one text replaced."""
    assert old in GOOD
    (path := tmp_path / "assay.toml").write_text(GOOD.replace(old, new))
    with pytest.raises(BrokenDescriptor) as broken:
        read(path)
    return str(broken.value)


def test_it_is_read(tmp_path: Path) -> None:
    (path := tmp_path / "assay.toml").write_text(GOOD)

    table = read(path).subscription

    assert table is not None
    assert table.providers == {"stripe"}
    assert table.way("paypal") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (GOOD[GOOD.index("[entitlement]") :], "", "has no entitlement. Say how a subscriber sees"),
        (
            'object = "stripe_subscription"',
            'object = "paypal_subscription"',
            "is of paypal, which this target does not",
        ),
        ('object = "stripe_subscription"', 'object = "payment_intent"', "[subscription] object = "),
        ("basic = { amount = 900", "basic = { amount = 0", "amount = 0 is not more than 0"),
        ("basic = { amount = 900", "basic = { trial_days = -1, amount = 900", "trial_days = -1 is less than none"),
        ('{ amount = 900, currency = "eur" }', '{ amount = 900, currency = "euro" }', "is no ISO 4217 code"),
        ('plans = { basic = { amount = 900, currency = "eur" } }', "plans = {}", "[subscription.plans] is empty"),
        ('json = { plan = "{plan}" }', 'json = { plan = "{plam}" }', "the variable {plam} is not known here"),
        ("{stripe.plan.basic}", "{stripe.plan.basics}", "Did you mean {stripe.plan.basic}?"),
        ("/memberships/{subscription}", "/memberships/{membership}", "the variable {membership} is not known here"),
        ('access = "$.access"', 'access = "access"', "says no place in a reply"),
        ('access = "$.access"', 'access = "$.access"\ngrace_days = -2', "grace_days = -2 is less than none"),
        ('save = { subscription = "$.id" }', 'save = { member = "$.id" }', "subscription_id"),
    ],
)
def test_each_mistake_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert told in said(tmp_path, old, new)
