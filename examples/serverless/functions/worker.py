"""Works through news, a batch of the queue at a time. What is named in the answer stays there; the rest is deleted.

Each message may come twice, and together with another one about the same order: `settle` may be called again and again.
"""

import json
from collections import defaultdict

from cloud import queue
from shop import log, payments, tables
from shop.settlement import settle

stripe_ = payments.client(timeout=2.5, retries=0)  # the queue tries again
ENOUGH_MS = 3000
"""How much of the time must be left to begin with another order."""
PATIENCE = 6
"""How often news may come before Stripe's answer is believed although it does not show what the news says."""


def handler(event, context):
    failed = []
    for session, records in by_session(event["Records"], failed).items():
        news = [json.loads(record["body"]) for record in records]
        try:
            if context.get_remaining_time_in_millis() < ENOUGH_MS:
                raise TimeoutError("left for another invocation")
            work(session, news, patient=all(times(record) < PATIENCE for record in records))
        except Exception as error:  # whatever it is, the other messages of the batch are none the worse for it
            log.write("WARNING", "news is tried again later", session=session, error=type(error).__name__)
            failed += records
    for record in failed:
        queue.change_visibility(record["receiptHandle"], min(2.0 ** times(record) / 2, 30))
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in failed]}


def by_session(records, failed):
    """Return the messages by the page that they are about: one look at Stripe does for all of them."""
    grouped = defaultdict(list)
    for record in records:
        try:
            grouped[session_of(json.loads(record["body"]))].append(record)
        except Exception as error:
            log.write(
                "WARNING", "news is tried again later", message_id=record["messageId"], error=type(error).__name__
            )
            failed.append(record)
    return grouped


def session_of(news):
    if news["session"] or news["id"] in tables.known([news["id"]]):
        return news["session"]
    order = tables.find(payment=news["payment"])
    return order.session if order else payments.session_of(stripe_, news["payment"])


def work(session, news, patient):
    known = tables.known([each["id"] for each in news])
    fresh = [each for each in news if each["id"] not in known]
    if not fresh:
        return
    names = [(each["id"], each["type"]) for each in fresh]
    if session is None:
        log.write("WARNING", "a payment that was made on no page of ours", payments=[each["payment"] for each in fresh])
        tables.remember(names)
        return
    claims = [each["claim"] for each in fresh if each["claim"]]
    settle(stripe_, session, news=names, claims=claims, patient=patient)


def times(record):
    return int(record["attributes"]["ApproximateReceiveCount"])
