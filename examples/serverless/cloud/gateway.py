"""The HTTP API: a request becomes an event of payload format 2.0, what a function returns becomes the reply.

As AWS documents and does it: names of headers are small, a header that comes twice is joined by commas, cookies are a
list, and a body that is not of a textual type, a form for instance, is encoded in base64.
"""

import asyncio
import base64
import json
import os
import re
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from cloud.fleet import Fleet

TEXTUAL = re.compile(r"text/|application/(json|xml|javascript)\s*(;|$)")
MOST_BYTES = 10 * 1024 * 1024


def serve(stack, port):
    fleet = Fleet(stack.functions)
    import uvicorn  # only now: what the gateway needs would make each copy of the warm process dearer

    tls = {"ssl_certfile": os.environ.get("GATEWAY_CERTIFICATE"), "ssl_keyfile": os.environ.get("GATEWAY_KEY")}
    uvicorn.run(make_api(stack, fleet), host="127.0.0.1", port=port, log_level="warning", access_log=False, **tls)


def make_api(stack, fleet):
    busy = Counter()
    routes = [(route, _pattern(route), name) for name, of in stack.functions.items() for route in of.routes]

    async def api(scope, receive, send):
        if scope["type"] != "http":
            return
        body = await _body(receive)
        path = scope["raw_path"].decode("ascii")
        key, match, name = _found(routes, scope["method"], path)
        if body is None:
            await _send(send, _message(413, "Request Entity Too Large"))
        elif match is None:
            await _send(send, _message(404, "Not Found"))
        else:
            await _send(send, await outcome_of(name, _event(scope, key, match, body)))

    async def outcome_of(name, event):
        if busy[name] >= stack.functions[name].concurrency:
            return _message(503, "Service Unavailable")
        busy[name] += 1
        try:
            reader, writer = await asyncio.open_unix_connection(sock=fleet.start(name))
            with closing(writer):
                writer.write(json.dumps(event).encode())
                writer.write_eof()
                outcome = await reader.read()
        except ConnectionError:  # killed before it had read its event
            outcome = b""
        finally:
            busy[name] -= 1
        return json.loads(outcome) if outcome else _message(500, "Internal Server Error")

    return api


def _pattern(route):
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route)))


def _found(routes, method, path):
    for key, pattern, name in routes:
        if match := pattern.fullmatch(f"{method} {path}"):
            return key, match, name
    return None, None, None


async def _body(receive):
    """Return the body, or None if it is too large: then all of it is read, and none is kept."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part, more = message.get("body", b""), message.get("more_body", False)
        size += len(part)
        parts = [*parts, part] if size <= MOST_BYTES else []
    return b"".join(parts) if size <= MOST_BYTES else None


def _event(scope, key, match, body):
    path = unquote(scope["raw_path"].decode("ascii"))
    headers = _joined((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    cookies = [cookie.strip() for cookie in headers.pop("cookie", "").replace(",", ";").split(";") if cookie.strip()]
    query = scope["query_string"].decode("ascii")
    now, host = time.time(), headers.get("host", "")
    event = {
        "version": "2.0",
        "routeKey": key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "shop",
            "domainName": host,
            "domainPrefix": host.partition(".")[0],
            "http": {
                "method": scope["method"],
                "path": path,
                "protocol": f"HTTP/{scope['http_version']}",
                "sourceIp": scope["client"][0],
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": str(uuid4()),
            "routeKey": key,
            "stage": "$default",
            "time": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if query:
        event["queryStringParameters"] = _joined(parse_qsl(query, keep_blank_values=True))
    if match.groupdict():
        event["pathParameters"] = {name: unquote(value) for name, value in match.groupdict().items()}
    if body:
        event["body"], event["isBase64Encoded"] = _written(headers.get("content-type", ""), body)
    return event


def _joined(pairs):
    joined = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _written(kind, body):
    """Return a body as it stands in an event, and whether that is base64.

    Which types are taken for text AWS does not document; these were seen to be. That text which is no UTF-8 is encoded
    as well is ours: so nothing of it is lost.
    """
    try:
        if TEXTUAL.match(kind.lower()):
            return body.decode(), False
    except UnicodeDecodeError:
        pass
    return base64.b64encode(body).decode(), True


def _message(status, text):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": f'{{"message":"{text}"}}'}


async def _send(send, outcome):
    body = outcome.get("body", "")
    content = base64.b64decode(body) if outcome.get("isBase64Encoded") else body.encode()
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in outcome.get("headers", {}).items()]
    headers += [(b"set-cookie", cookie.encode()) for cookie in outcome.get("cookies", ())]
    headers.append((b"content-length", str(len(content)).encode()))
    status = HTTPStatus(outcome["statusCode"])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
