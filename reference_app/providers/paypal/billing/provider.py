"""PayPal's subscriptions behind the shop's interface: a list of names that call the modules beside it."""

from __future__ import annotations

from collections.abc import Iterator

from reference_app.inbox.slip import Slip
from reference_app.providers.billing import Wanted
from reference_app.providers.paypal.api import Api
from reference_app.providers.paypal.billing import changing, opening, refetch, selling
from reference_app.providers.paypal.translating import translated
from reference_app.providers.record import Begun, Record
from reference_app.providers.trouble import RefusedError
from reference_app.subscriptions.plans import Plan


class PayPalBilling:
    """Subscriptions at PayPal, for this shop's app there."""

    name = "paypal"
    ends_at_once = True
    dies_unapproved = True
    needs_source = False

    def __init__(self, api: Api, public_url: str, *, live: bool) -> None:
        self._api = api
        self._public_url = public_url
        self._live = live

    def difference(self, plan: Plan, plan_id: str) -> str | None:
        with translated():
            return selling.difference(self._api, plan, plan_id)

    def customer(self, account_id: str, email: str) -> str | None:  # noqa: ARG002
        return None

    def begin(self, wanted: Wanted) -> Begun:
        with translated():
            return opening.begin(self._api, wanted, self._public_url)

    def find(self, wanted: Wanted) -> Begun | None:  # noqa: ARG002
        """Find nothing: asked again under the same key, PayPal answers with what it made, also after an error."""
        return None

    def begun(self, object_id: str) -> Begun:
        with translated():
            return opening.begun(self._api, object_id)

    def record_now(self, object_id: str) -> Record:
        with translated():
            return refetch.record_now(self._api, object_id, livemode=self._live)

    def change(self, object_id: str, plan_id: str, key: str) -> str | None:  # noqa: ARG002 - it is but a proposal
        with translated():
            return changing.change(self._api, object_id, plan_id, self._public_url)

    def cancel(self, object_id: str, key: str, *, now: bool) -> None:  # noqa: ARG002 - always now
        with translated():
            changing.cancel(self._api, object_id)

    def resume(self, object_id: str, key: str) -> None:
        raise NotImplementedError("Nothing at PayPal ends later than now.")

    def portal(self, customer: str) -> str:  # noqa: ARG002
        raise RefusedError("no_portal")

    def subject_of(self, slip: Slip) -> str | None:
        return refetch.subject_of(slip)

    def payment_in(self, slip: Slip) -> str | None:
        return refetch.payment_in(slip)

    def subscription_of(self, payment: str) -> str | None:
        with translated():
            return refetch.subscription_of(self._api, payment)

    def since(self, moment: int) -> Iterator[Record]:  # noqa: ARG002 - there is no list by time
        return iter(())

    def events(self, since: int) -> Iterator[Slip]:  # noqa: ARG002 - each subscription is asked about
        return iter(())
