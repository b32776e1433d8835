"""Changes to a subscription at Square: all of them wait for the end of the period. Not: who may, and which."""

from __future__ import annotations

from square import Square

from reference_app.providers.square.api import ONCE_MORE
from reference_app.providers.square.billing import refetch


def change(client: Square, object_id: str, variation: str) -> None:
    """Bill another plan from the next period on; a change that waits is put aside. Asking again changes nothing."""
    there = refetch.subscription_now(client, object_id)
    for action in there.actions or []:
        if str(action.type) == "SWAP_PLAN":
            if action.new_plan_variation_id == variation:
                return
            client.subscriptions.delete_action(object_id, action.id or "", request_options=ONCE_MORE)
    if there.plan_variation_id != variation:
        client.subscriptions.swap_plan(object_id, new_plan_variation_id=variation, request_options=ONCE_MORE)


def cancel(client: Square, object_id: str) -> None:
    """End it with what is billed; there is no end before that."""
    client.subscriptions.cancel(object_id, request_options=ONCE_MORE)


def resume(client: Square, object_id: str) -> None:
    """Let it go on: the end that waits is taken back."""
    for action in refetch.subscription_now(client, object_id).actions or []:
        if str(action.type) == "CANCEL":
            client.subscriptions.delete_action(object_id, action.id or "", request_options=ONCE_MORE)
