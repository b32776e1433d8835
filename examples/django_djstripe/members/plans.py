"""What members can subscribe to. Not: what it costs, which the provider's price says."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Plan:
    name: str
    title: str
    trial_days: int = 0

    @property
    def price(self):
        """The provider's id of its price."""
        return settings.ENVIRONMENT.prices[self.name]


PLANS = {
    plan.name: plan
    for plan in (
        Plan("basic", "Basic"),
        Plan("plus", "Plus"),
        Plan("tried", "Basic, with two weeks to try", trial_days=14),
    )
}


def of_price(price):
    """Return the plan that a price of the provider's is of, None if it is none that is sold here."""
    return next((plan for plan in PLANS.values() if plan.price == price), None)
