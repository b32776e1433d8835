"""Mistakes as people make them, each a text replaced in the descriptor or in the code of a shop that is correct.

Those of the small shop were written down before there was a rule of blame. Those of `examples/flask_sync`, a shop of
another shape, were written down before any rule was tried on it; 22 of 27 were blamed rightly at first, one that was no
mistake was replaced (the order that is never shown), and the rules were mended by the others. Not: what the doctor
says of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SMALL = Path(__file__).parent / "shop"
FLASK = Path(__file__).parents[3] / "examples" / "flask_sync"
QUICK = {
    'SHOP_MODE = "test"': 'HTTPS_PROXY = "http://127.0.0.1:9", SHOP_MODE = "test"',
    'ready = { url = "/up" }': 'ready = { url = "/up", within = 10 }',
    "burst = 8": "burst = 8\ndrain_s = 2",
}
"""What is written otherwise in its descriptor: nothing leaves this machine, and nobody is waited for long."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One mistake: in `file`, `old` (which stands there once) is `new`; `key` is the descriptor's key that is wrong."""

    name: str
    shop: Path
    file: str
    old: str = ""
    new: str = ""
    key: tuple[str | int, ...] = ()

    @property
    def side(self) -> str:
        return "descriptor" if self.file == "assay.toml" else "code"

    def write(self, folder: Path) -> Path:
        """Write the shop with this mistake into `folder`; return its descriptor."""
        for source in filter(Path.is_file, self.shop.glob("*.*")):
            text = source.read_text()
            for old, new in QUICK.items() if self.shop == FLASK and source.name == "assay.toml" else ():
                assert text.count(old) == 1, old
                text = text.replace(old, new)
            if source.name == self.file and self.old:
                assert text.count(self.old) == 1, (self.name, self.old)
                text = text.replace(self.old, self.new)
            (folder / source.name).write_text(text)
        return folder / "assay.toml"


def descriptor(name: str, old: str, new: str, *key: str | int) -> Seed:
    return Seed(name, SMALL, "assay.toml", old, new, key)


def code(name: str, old: str, new: str) -> Seed:
    return Seed(name, SMALL, "shop.py", old, new)


def other(name: str, old: str, new: str, *key: str | int) -> Seed:
    return Seed(name, FLASK, "assay.toml", old, new, key)


def flask(name: str, file: str, old: str, new: str) -> Seed:
    return Seed(name, FLASK, file, old, new)


DESCRIPTOR = (
    descriptor("another webhook path", '"/hooks/stripe"', '"/webhooks/stripe"', "provider", "stripe", "webhook_path"),
    descriptor(
        "another name of the webhook secret",
        '"STRIPE_WEBHOOK_SECRET"',
        '"STRIPE_ENDPOINT_SECRET"',
        "provider",
        "stripe",
        "webhook_secret_env",
    ),
    descriptor(
        "another name of the base address",
        '"STRIPE_API_BASE"',
        '"STRIPE_BASE_URL"',
        "provider",
        "stripe",
        "api_base_env",
    ),
    descriptor(
        "another name of the secret key",
        '"STRIPE_SECRET_KEY"',
        '"STRIPE_API_KEY"',
        "provider",
        "stripe",
        "secret_key_env",
    ),
    descriptor("another path of the order", '"/orders/{order}"', '"/order/{order}"', "order", "read"),
    descriptor("another place of the state", '"$.status"', '"$.state"', "order", "status"),
    descriptor("a state that is not named", '["settled"]', '["paid"]', "order", "states"),
    descriptor("another product", '"green-tea"', '"tea"', "checkout", "products", "tea", "sku"),
    descriptor("another price", "amount = 1999", "amount = 1990", "checkout", "products", "tea", "amount"),
    descriptor(
        "another place of the order's id", '"$.order.id"', '"$.order_id"', "checkout", "requests", 0, "save", "order"
    ),
    descriptor("another page of readiness", 'url = "/health"', 'url = "/healthz"', "target", "ready"),
    descriptor("another file in the command", "{python} shop.py", "{python} app.py", "target", "start"),
    descriptor("another name of the port", 'PORT = "{port}"', 'HTTP_PORT = "{port}"', "target", "env"),
    descriptor("another table of an effect", "from parcels where", "from shipments where", "effects", "parcel", "sql"),
)

CODE = (
    code(
        "verifies over the parsed body",
        "if not is_genuine(header, body):",
        "if not is_genuine(header, json.dumps(json.loads(body)).encode()):",
    ),
    code("verifies something else than is signed", """f"{said.get('t')}.".encode() + body""", "body"),
    code("has another secret in its code", 'os.environ.get("STRIPE_WEBHOOK_SECRET", "")', '"whsec_5f3a9c1b7d2e4f60"'),
    code(
        "looks at no signature",
        'if not is_genuine(header, body):\n        return 400, {"error": "bad signature"}\n    event =',
        "event =",
    ),
    code("waits for another event", '"payment_intent.succeeded"', '"payment_intent.paid"'),
    code("reads another field of the event", 'paid["metadata"].get("order")', 'paid["metadata"].get("order_id")'),
    code("fails on every event", 'paid = event["data"]["object"]', 'paid = event["object"]'),
    code(
        "never commits",
        'paid["metadata"].get("order")\n        with books() as db:',
        'paid["metadata"].get("order")\n        if db := books():',
    ),
    code("forgets the parcel", 'db.execute("insert or ignore into parcels (number) values (?)", (order,))', "pass"),
    code("listens where it likes", 'int(os.environ.get("PORT", "4242"))', '4343 if os.environ.get("PORT") else 0'),
    code("fails at its start", "with books() as made:", "PRICES.update(json.loads('{'))\nwith books() as made:"),
    code(
        "fails at checkout",
        'amount, currency = PRICES[wanted["sku"]]',
        'amount, currency = PRICES[wanted["sku"]]["price"]',
    ),
    code("calls the provider without a key", '"Authorization": f"Bearer {API_KEY}", ', ""),
    code("asks for another sum", '"amount": amount,', '"amount": amount // 100,'),
)

OTHER_DESCRIPTOR = (
    other(
        "a secret by another name",
        '"PAY_HOOK_SECRET"',
        '"STRIPE_WEBHOOK_SECRET"',
        "provider",
        "stripe",
        "webhook_secret_env",
    ),
    other("a key by another name", '"PAY_API_KEY"', '"STRIPE_SECRET_KEY"', "provider", "stripe", "secret_key_env"),
    other("an address by another name", '"PAY_API_BASE"', '"STRIPE_API_BASE"', "provider", "stripe", "api_base_env"),
    other("a setting that is not given", ', SHOP_BOOKS = "{state}/books.db"', "", "target", "env"),
    other(
        "no request for the payment",
        '[[checkout.requests]]\nmethod = "POST"\npath = "/api/purchases/{token}/payment"\n',
        "",
        "checkout",
        "requests",
    ),
    other(
        "a path with a letter too few",
        'read = { path = "/api/purchases/{token}" }',
        'read = { path = "/api/purchase/{token}" }',
        "order",
        "read",
    ),
    other(
        "another kind of payment", 'payment = "payment_intent"', 'payment = "checkout_session"', "checkout", "payment"
    ),
    other("another kind of deed", "kind = 'parcel'", "kind = 'parcels'", "effects", "parcels"),
    other("another status of success", "expect = 201", "expect = 200", "checkout", "requests", 0),
    other("JSON in place of a form", "form = { item", "json = { item", "checkout", "requests", 0),
    other(
        "another currency",
        'amount = 8900, currency = "eur"',
        'amount = 8900, currency = "usd"',
        "checkout",
        "products",
        "chair",
        "currency",
    ),
    other("an option that there is not", "serve.py {port}", "serve.py --port {port}", "target", "start"),
    other(
        "a path of webhooks that is another page's",
        '"/hooks/incoming"',
        '"/api/buy"',
        "provider",
        "stripe",
        "webhook_path",
    ),
    other(
        "the order's id taken from elsewhere",
        '"$.purchase.token" }\nexpect = 201',
        '"header:Content-Length" }\nexpect = 201',
        "checkout",
        "requests",
        0,
        "save",
        "token",
    ),
)

OTHER_CODE = (
    flask(
        "hands on what its framework has parsed",
        "shop.py",
        "read_event(request.get_data(),",
        "read_event(stripe.util.json.dumps(request.get_json()).encode(),",
    ),
    flask(
        "believes everybody",
        "shop.py",
        "stripe.Webhook.construct_event(raw, signature, secret).to_dict()",
        "stripe.Event.construct_from(__import__('json').loads(raw), None).to_dict()",
    ),
    flask(
        "takes test for live",
        "shop.py",
        'if event["livemode"] is not settings.live:',
        'if event["livemode"] is settings.live:',
    ),
    flask(
        "asks the provider to log in",
        "shop.py",
        "    def news():\n",
        '    def news():\n        if "session" not in request.cookies:\n            abort(403)\n',
    ),
    flask(
        "fails after the payment was made",
        "shop.py",
        'books.note_payment(purchase["number"], payment.id, instead_of=known)',
        "books.note_payment(purchase.number, payment.id, instead_of=known)",
    ),
    flask(
        "never shows the order",
        "shop.py",
        "        purchase = books.purchase(token) or abort(404)\n        shown",
        "        purchase = books.purchase(token.upper()) or abort(404)\n        shown",
    ),
    flask("listens to another interface", "serve.py", 'host="127.0.0.1"', 'host="127.0.0.2"'),
    flask(
        "hangs at checkout",
        "shop.py",
        '        item = request.form.get("item", "")\n',
        '        item = request.form.get("item", "")\n        __import__("time").sleep(30)\n',
    ),
    flask(
        "ends at the first event",
        "shop.py",
        "        outcome, status = hear(event)\n",
        "        __import__('os')._exit(3)\n        outcome, status = hear(event)\n",
    ),
    flask(
        "sends what the provider refuses",
        "payments.py",
        '"automatic_payment_methods": {"enabled": True},',
        '"automatic_payment_methods": {"enable": True},',
    ),
    flask(
        "forgets the address that it was told",
        "payments.py",
        '            base_addresses={"api": settings.api_base},\n',
        "",
    ),
    flask(
        "asks for a payment that is not there",
        "shop.py",
        "            payment = till.look(payment_id)\n",
        "            payment = till.look(payment_id[:-1])\n",
    ),
    flask(
        "answers before it has done anything",
        "shop.py",
        "        outcome, status = hear(event)\n",
        '        outcome, status = "later", 200\n',
    ),
)
