"""The shop's books: things, orders, and what was done for them. Not: talking to the provider (`payments.py`)."""

import logging
from functools import partial
from uuid import uuid4

from django.core.mail import send_mail
from django.db import models, transaction
from django.utils import timezone

log = logging.getLogger("shop")


class Thing(models.Model):
    """What is sold. Prices are integers in the currency's minor unit."""

    sku = models.SlugField(primary_key=True)
    name = models.CharField(max_length=100)
    price = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)


class Order(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        CANCELLED = "cancelled"
        ON_HOLD = "on hold"
        PAID = "paid"
        REFUNDED = "refunded"

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT)
    quantity = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    email = models.EmailField()
    made = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    key = models.UUIDField(default=uuid4, unique=True)
    """Under which its page to pay on is asked for, however often."""
    attempt = models.PositiveSmallIntegerField(default=0)
    session = models.CharField(max_length=255, blank=True, db_index=True)
    payment = models.CharField(max_length=255, null=True, unique=True)
    refunded = models.PositiveIntegerField(default=0)
    """All that was ever on its way back; it only grows, and so does the next."""
    bounced = models.PositiveIntegerField(default=0)
    contested = models.BooleanField(default=False)
    """The buyer's bank has the money, for now or for good."""

    FORWARD = (State.OPEN, State.CANCELLED, State.ON_HOLD, State.PAID, State.REFUNDED)

    @property
    def shown(self):
        return self.State.ON_HOLD if self.contested else self.State(self.state)

    @property
    def given_back(self):
        return self.refunded - self.bounced

    def wait_for(self, session, instead_of):
        """Write down which page is paid on: the first one, or the one that follows a page that has expired."""
        return Order.objects.filter(
            pk=self.pk, session=instead_of, state__in=(self.State.OPEN, self.State.CANCELLED)
        ).update(session=session, attempt=self.attempt, state=self.State.OPEN)

    def advance(self, payment, state):
        """Move forward, never back, and do once what a paid order is owed. Call it with the row locked."""
        owed_again = payment.bounced > self.bounced
        if owed_again or self.FORWARD.index(state) > self.FORWARD.index(self.state):
            self.state = state
        self.payment = payment.id or self.payment
        self.refunded = max(self.refunded, payment.refunded)
        self.bounced = max(self.bounced, payment.bounced)
        self.contested = payment.contested
        self.save()
        if self.state == self.State.PAID and not self.contested:
            Parcel.objects.get_or_create(order=self)
            letter, new = Letter.objects.get_or_create(order=self)
            if new:
                transaction.on_commit(partial(letter.send), robust=True)


class Parcel(models.Model):
    """Packers work through these: one for each paid order."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT)
    packed = models.DateTimeField(null=True)


class Letter(models.Model):
    """One for each paid order. Sent after the books are closed; what was not sent then, `reconcile` sends."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT)
    taken = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)

    def send(self):
        """Send it, if nobody else has taken it."""
        if not Letter.objects.filter(pk=self.pk, taken=None).update(taken=timezone.now()):
            return
        number = self.order_id
        try:
            send_mail(f"Your order {number}", f"Order {number} is paid. Thank you!", None, [self.order.email])
        except OSError as problem:
            log.warning("the letter of order %s waits: %s", number, type(problem).__name__)
            Letter.objects.filter(pk=self.pk).update(taken=None)
        else:
            Letter.objects.filter(pk=self.pk).update(sent=timezone.now())
