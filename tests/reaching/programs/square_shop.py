"""A program of squareup from 42 on, synchronous and not, for the sandbox and for production. Not: a test."""

import asyncio
import sys

from square import AsyncSquare, Square
from square.environment import SquareEnvironment

for environment in (SquareEnvironment.SANDBOX, SquareEnvironment.PRODUCTION):
    client = Square(token=sys.argv[1], environment=environment)
    print(client.payments.get(payment_id="X1").payment.id)
print(asyncio.run(AsyncSquare(token=sys.argv[1]).payments.get(payment_id="X1")).payment.id)
