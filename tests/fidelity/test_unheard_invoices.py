"""An endpoint that does not acknowledge a draft's creation delays that it becomes final. By real deliveries."""

from tests.fidelity.billing_operations import subscription
from tests.fidelity.conftest import Merchant
from tests.simulator.receiver import Receiver

HOUR = 3_600


def drafted(merchant: Merchant, receiver: Receiver) -> str:
    """Return the draft of a renewal, after the endpoint was asked."""
    made = subscription(merchant.sdk)
    merchant.world.endpoint(receiver.url, enabled_events=["invoice.created"])
    end = made["items"].data[0].current_period_end
    merchant.world.advance(end - made.created)
    receiver.wait_for(1)
    assert merchant.world.quiet()
    return str(merchant.sdk.subscriptions.retrieve(made.id).latest_invoice)


def status(merchant: Merchant, invoice: str) -> str:
    return str(merchant.sdk.invoices.retrieve(invoice).status)


def test_a_draft_waits_until_its_creation_is_heard_of(merchant: Merchant) -> None:
    with Receiver(status=500) as receiver:
        invoice = drafted(merchant, receiver)
        for _ in range(3):
            merchant.world.advance(HOUR)
            assert merchant.world.quiet()
        assert status(merchant, invoice) == "draft"
        shown = merchant.sdk.invoices.retrieve(invoice)
        assert shown.automatically_finalizes_at > shown.created + 2 * HOUR
        receiver.status = 200
        merchant.world.advance(2 * HOUR)
        assert merchant.world.quiet()
        merchant.world.advance(HOUR)
        assert status(merchant, invoice) == "paid"


def test_nobody_is_waited_for_longer_than_72_hours(merchant: Merchant) -> None:
    with Receiver(status=500) as receiver:
        invoice = drafted(merchant, receiver)
        merchant.world.advance(71 * HOUR)
        assert status(merchant, invoice) == "draft"
        merchant.world.advance(3 * HOUR)
        assert status(merchant, invoice) == "paid"


def test_whoever_acknowledges_waits_an_hour(merchant: Merchant) -> None:
    with Receiver() as receiver:
        invoice = drafted(merchant, receiver)
        merchant.world.advance(HOUR + 2)
        assert status(merchant, invoice) == "paid"
