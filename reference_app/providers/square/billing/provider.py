"""Square's subscriptions behind the shop's interface: a list of names that call the modules beside it."""

from __future__ import annotations

from collections.abc import Iterator

from square import Square

from reference_app.inbox.slip import Slip
from reference_app.providers.billing import Wanted
from reference_app.providers.record import Begun, Record
from reference_app.providers.square.billing import changing, opening, reading, refetch, selling
from reference_app.providers.square.translating import translated
from reference_app.providers.trouble import RefusedError
from reference_app.settings_of_others import SquareSettings
from reference_app.subscriptions.plans import Plan


class SquareBilling:
    """Subscriptions at Square, for this shop's location."""

    name = "square"
    ends_at_once = False
    dies_unapproved = False
    needs_source = True

    def __init__(self, client: Square, settings: SquareSettings) -> None:
        self._client = client
        self._location = settings.location_id
        self._live = settings.live

    def difference(self, plan: Plan, plan_id: str) -> str | None:
        with translated():
            return selling.difference(self._client, plan, plan_id)

    def customer(self, account_id: str, email: str) -> str | None:
        with translated():
            return opening.customer(self._client, account_id, email)

    def begin(self, wanted: Wanted) -> Begun:
        with translated():
            return opening.begin(self._client, wanted, self._location)

    def find(self, wanted: Wanted) -> Begun | None:
        with translated():
            return opening.find(self._client, wanted)

    def begun(self, object_id: str) -> Begun:
        with translated():
            return opening.begun(self._client, object_id, self._location)

    def record_now(self, object_id: str) -> Record:
        with translated():
            return refetch.record_now(self._client, object_id, self._location, livemode=self._live)

    def change(self, object_id: str, plan_id: str, key: str) -> str | None:  # noqa: ARG002 - asking again changes nothing
        with translated():
            changing.change(self._client, object_id, plan_id)
        return None

    def cancel(self, object_id: str, key: str, *, now: bool) -> None:  # noqa: ARG002 - Square has neither
        with translated():
            changing.cancel(self._client, object_id)

    def resume(self, object_id: str, key: str) -> None:  # noqa: ARG002
        with translated():
            changing.resume(self._client, object_id)

    def portal(self, customer: str) -> str:  # noqa: ARG002
        raise RefusedError("no_portal")

    def subject_of(self, slip: Slip) -> str | None:
        return refetch.subject_of(slip)

    def payment_in(self, slip: Slip) -> str | None:  # noqa: ARG002 - a payment may be of an order
        return None

    def subscription_of(self, payment: str) -> str | None:
        with translated():
            return refetch.subscription_of(self._client, payment, self._location)

    def since(self, moment: int) -> Iterator[Record]:
        with translated():
            for one in refetch.since(self._client, moment, self._location):
                yield reading.record(one, (), {}, livemode=self._live)

    def events(self, since: int) -> Iterator[Slip]:  # noqa: ARG002
        return iter(())
