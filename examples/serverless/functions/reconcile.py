"""Finds what no news has told, once a day: each page of the last 30 days goes through the door that news takes.

What then still differs, money of no order above all, is written down for a person.
"""

from datetime import datetime

from shop import log, payments, tables
from shop.settlement import settle

stripe_ = payments.client(timeout=8, retries=2)
LOOK_BACK = 30 * 86_400


def handler(event, context):
    since = int(datetime.fromisoformat(event["time"]).timestamp()) - LOOK_BACK
    for session in payments.sessions(stripe_, since):
        try:
            settle(stripe_, session)
        except (payments.NoAnswerError, tables.ConflictError) as error:
            log.write("ERROR", "could not be reconciled", session=session, error=type(error).__name__)
    for payment, amount, currency in payments.taken(stripe_, since):
        order = tables.find(payment=payment)
        if order is None:
            log.write("ERROR", "money of no order", payment=payment, money=f"{amount} {currency}")
