"""What can go wrong between a shop and Stripe, tried out on the sandbox."""

import pytest
import stripe


def test_an_order_that_is_paid_is_shipped(shop, stripe_sandbox):
    intent = shop.checkout("tea", 1999)
    stripe_sandbox.act("pay", intent.id)
    stripe_sandbox.quiet()

    assert stripe_sandbox.client.v1.payment_intents.retrieve(intent.id).amount_received == 1999
    assert shop.shipped == ["tea"]


def test_a_card_that_is_declined_ships_nothing(shop, stripe_sandbox):
    intent = shop.checkout("tea", 1999)
    with pytest.raises(stripe.CardError, match="insufficient funds"):
        stripe_sandbox.client.v1.payment_intents.confirm(
            intent.id,
            {"payment_method": "pm_card_visa_chargeDeclinedInsufficientFunds", "return_url": "http://127.0.0.1/thanks"},
        )
    stripe_sandbox.quiet()

    assert shop.shipped == []


def test_news_that_comes_four_times_ships_once(shop, stripe_sandbox):
    intent = shop.checkout("tea", 1999)
    stripe_sandbox.act("pay", intent.id)
    stripe_sandbox.quiet()
    told = stripe_sandbox.deliver(
        "payment_intent.succeeded", for_object=intent.id, behaviour="duplicate", copies=2, within=50
    )

    assert [record.status for record in told] == [200, 200, 200]
    assert shop.shipped == ["tea"]


@pytest.mark.parametrize("forgery", ["no-header", "random-signature", "stale", "byte-changed"])
def test_a_forged_webhook_is_refused(shop, stripe_sandbox, forgery):
    stripe_sandbox.hold_news()
    intent = shop.checkout("tea", 1999)
    stripe_sandbox.act("pay", intent.id)
    (forged,) = stripe_sandbox.deliver("payment_intent.succeeded", for_object=intent.id, forgery=forgery)

    assert forged.status == 400
    assert shop.shipped == []


def test_a_second_try_after_a_lost_reply_is_the_same_payment(shop, stripe_sandbox):
    stripe_sandbox.fault(operation="payment_intents.create", moment="after", action="lost_reply", times=1)
    with pytest.raises(stripe.APIConnectionError):
        shop.checkout("tea", 1999)
    intent = shop.checkout("tea", 1999)

    assert [made.id for made in stripe_sandbox.client.v1.payment_intents.list()] == [intent.id]


def test_news_that_found_the_shop_closed_comes_again(shop, stripe_sandbox):
    shop.is_open = False
    stripe_sandbox.act("pay", shop.checkout("tea", 1999).id)
    stripe_sandbox.quiet()
    assert shop.shipped == []

    shop.is_open = True
    stripe_sandbox.advance(86_400)
    stripe_sandbox.quiet()
    assert shop.shipped == ["tea"]
