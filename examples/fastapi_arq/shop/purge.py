"""Forget news that nobody can send again: python -m shop.purge [UNIX SECONDS]. Stripe sends again for 30 days."""

import asyncio
import sys
import time

from shop import settings
from shop.shop import opened

KEPT_SECONDS = 40 * 86_400


async def main(now: float) -> None:
    async with opened(settings.read()) as shop:
        forgotten = await shop.inbox.forget(int((now - KEPT_SECONDS) * 1000))
    print(f"{forgotten} events forgotten")


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else time.time()))
