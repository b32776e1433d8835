"""Programs that call PayPal without its SDK, by the library that is named. Not: a test."""

import asyncio
import json
import sys

URL = "https://api-m.sandbox.paypal.com/v2/checkout/orders"
BODY = {"intent": "CAPTURE"}


def by_requests():
    import requests

    return requests.post(URL, json=BODY, timeout=5).json()


def by_httpx():
    import httpx

    with httpx.Client(base_url="https://api-m.sandbox.paypal.com") as client:
        return client.post("/v2/checkout/orders", json=BODY).json()


def by_httpx_async():
    import httpx

    async def ask():
        async with httpx.AsyncClient() as client:
            return (await client.post(URL, json=BODY)).json()

    return asyncio.run(ask())


def by_aiohttp():
    import aiohttp

    async def ask():
        async with aiohttp.ClientSession() as session, session.post(URL, json=BODY) as answer:
            return await answer.json()

    return asyncio.run(ask())


def by_urllib():
    from urllib.request import Request, urlopen

    told = Request(URL, json.dumps(BODY).encode(), {"Content-Type": "application/json"})
    with urlopen(told, timeout=5) as answer:
        return json.load(answer)


def by_urllib3():
    import urllib3

    return urllib3.PoolManager().request("POST", URL, body=json.dumps(BODY)).json()


print(globals()[f"by_{sys.argv[1]}"]()["id"])
