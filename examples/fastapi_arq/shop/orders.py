"""Orders, and what their payments make of them. Not: talking to Stripe."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shop.catalogue import Quote
from shop.database import Database
from shop.payments import Facts


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(primary_key=True)
    cart_key: Mapped[str] = mapped_column(unique=True)
    stripe_key: Mapped[str] = mapped_column(unique=True)
    sku: Mapped[str]
    quantity: Mapped[int]
    amount: Mapped[int]
    currency: Mapped[str]
    status: Mapped[str] = mapped_column(default="pending")
    payment_intent: Mapped[str | None]  # the payment that is waited for: the newest
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class Payment(Base):
    """What is known of a payment. It only ever grows, so that news may come in any order and more than once."""

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    canceled: Mapped[bool] = mapped_column(default=False)
    captured: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str | None]
    refunded: Mapped[int] = mapped_column(default=0)  # all that was ever on its way back
    bounced: Mapped[int] = mapped_column(default=0)  # what of it came back again
    disputes_opened: Mapped[int] = mapped_column(default=0)
    disputes_over: Mapped[int] = mapped_column(default=0)


class Fulfilment(Base):
    """What the warehouse and the letter writer work through: one row of a kind for each order, whatever happens."""

    __tablename__ = "fulfilments"
    __table_args__ = (CheckConstraint("kind in ('shipment', 'receipt')"),)

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class Return(Base):
    """Money that staff has promised to give back, under a word of theirs and a key of ours."""

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("order_id", "word"),)

    stripe_key: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    word: Mapped[str]
    amount: Mapped[int]
    stripe_refund: Mapped[str | None]


@dataclass(frozen=True)
class Learned:
    """What came of the facts about a payment."""

    outcome: str
    before: str | None = None
    order_id: str | None = None


class Orders:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, order_id: str) -> Order | None:
        async with self._database.reading() as session:
            return await session.get(Order, order_id)

    async def open(self, cart_key: str, quote: Quote) -> Order:
        """Open an order, or find the one of this cart. Its id cannot be guessed, and is all that opens it."""
        row = {
            "id": secrets.token_urlsafe(18),
            "cart_key": cart_key,
            "stripe_key": f"order-{secrets.token_hex(16)}",
            "sku": quote.sku,
            "quantity": quote.quantity,
            "amount": quote.amount,
            "currency": quote.currency,
        }
        async with self._database.writing.begin() as session:
            await session.execute(insert(Order).values(row).on_conflict_do_nothing(index_elements=["cart_key"]))
            return await session.scalar(select(Order).where(Order.cart_key == cart_key))

    async def expect(self, order_id: str, payment: str, instead_of: str | None) -> None:
        """Write down which payment is waited for: the first, or the one that follows a payment that was canceled."""
        if payment == instead_of:
            return
        async with self._database.writing.begin() as session:
            order = await session.get_one(Order, order_id)
            if order.payment_intent == instead_of:
                order.payment_intent = payment
                await _add_payment(session, payment, order_id)
                order.status = status_of(order, await _payments(session, order_id))

    async def money_of(self, order_id: str) -> list[Payment]:
        async with self._database.reading() as session:
            return await _payments(session, order_id)

    async def payment(self, payment: str) -> tuple[Payment, Order] | None:
        async with self._database.reading() as session:
            query = select(Payment, Order).join(Order, Order.id == Payment.order_id).where(Payment.id == payment)
            found = (await session.execute(query)).one_or_none()
            return tuple(found) if found else None

    async def learn(self, facts: Facts) -> Learned:
        """Take over what Stripe says of a payment. Doing so again changes nothing."""
        async with self._database.writing.begin() as session:
            payment = await session.get(Payment, facts.id) or await _adopted(session, facts)
            if payment is None or payment.order_id != facts.order_id:
                return Learned("no order of ours")
            payment.canceled = payment.canceled or facts.canceled
            if facts.captured:
                payment.currency = payment.currency or facts.currency
            for name in ("captured", "refunded", "bounced", "disputes_opened", "disputes_over"):
                setattr(payment, name, max(getattr(payment, name), getattr(facts, name)))
            order = await session.get_one(Order, payment.order_id)
            before, order.status = order.status, status_of(order, await _payments(session, order.id))
            if order.status == "paid":
                rows = [{"order_id": order.id, "kind": kind} for kind in ("shipment", "receipt")]
                await session.execute(insert(Fulfilment).values(rows).on_conflict_do_nothing())
            return Learned(order.status, before, order.id)

    async def promise_back(self, order_id: str, word: str, amount: int) -> Return | None:
        """Write down that money goes back, once for each word; None: more than there is, or the bank has it."""
        async with self._database.writing.begin() as session:
            query = select(Return).where(Return.order_id == order_id, Return.word == word)
            if known := await session.scalar(query):
                return known
            if (await session.get_one(Order, order_id)).status == "disputed":
                return None
            # A promise that Stripe has not confirmed may be among what went back, or not: then it counts twice.
            open_promises = select(func.coalesce(func.sum(Return.amount), 0)).where(
                Return.order_id == order_id, Return.stripe_refund.is_(None)
            )
            payments = await _payments(session, order_id)
            left = sum(payment.captured - payment.refunded + payment.bounced for payment in payments)
            if await session.scalar(open_promises) + amount > left:
                return None
            key = f"return-{secrets.token_hex(16)}"
            new = Return(stripe_key=key, order_id=order_id, word=word, amount=amount)
            session.add(new)
            return new

    async def given_back(self, promise: Return, refund: str | None) -> None:
        """Write down the refund of a promise, or, where Stripe refused it, that nothing is promised any more."""
        async with self._database.writing.begin() as session:
            kept = await session.get_one(Return, promise.stripe_key)
            if refund is None:
                await session.delete(kept)
            else:
                kept.stripe_refund = refund


async def _payments(session: AsyncSession, order_id: str) -> list[Payment]:
    return list(await session.scalars(select(Payment).where(Payment.order_id == order_id)))


async def _add_payment(session: AsyncSession, payment: str, order_id: str) -> None:
    row = {"id": payment, "order_id": order_id}
    await session.execute(insert(Payment).values(row).on_conflict_do_nothing())


async def _adopted(session: AsyncSession, facts: Facts) -> Payment | None:
    """Return a payment that was asked for, and whose id was not written down any more before a crash."""
    order = await session.get(Order, facts.order_id) if facts.order_id else None
    if order is None or order.payment_intent is not None:
        return None
    order.payment_intent = facts.id
    await _add_payment(session, facts.id, order.id)
    return await session.get_one(Payment, facts.id)


def status_of(order: Order, payments: list[Payment]) -> str:
    taken = [payment for payment in payments if payment.captured]
    if not taken:
        current = next((payment for payment in payments if payment.id == order.payment_intent), None)
        return "canceled" if current is not None and current.canceled else "pending"
    if [(payment.captured, payment.currency) for payment in taken] != [(order.amount, order.currency)]:
        return "review"
    (payment,) = taken
    if payment.disputes_opened > payment.disputes_over:
        return "disputed"
    return "refunded" if payment.refunded - payment.bounced >= payment.captured else "paid"
