"""Reading an event of an HTTP API (payload format 2.0), and writing a reply. Not: what is asked for."""

import base64
import json

HEADERS = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
}


def body_of(event):
    """Return the body as the bytes that arrived: the gateway hands over as base64 what it does not take for text."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event["isBase64Encoded"] else body.encode()


def cookie(event, name):
    found = (each.partition("=") for each in event.get("cookies", ()))
    return next((value for key, _, value in found if key == name), "")


def origin_of(event):
    return event["requestContext"]["http"]["sourceIp"]


def reply(status, said, *, headers=(), cookies=()):
    """Return a reply in JSON, or of text that says in `headers` what it is."""
    body = said if isinstance(said, str) else json.dumps(said)
    return {"statusCode": status, "headers": {**HEADERS, **dict(headers)}, "cookies": list(cookies), "body": body}
