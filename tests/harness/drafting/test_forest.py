"""What is drafted from trees of the usual shapes: the right routes and variables, in a file that the reader takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import descriptor
from harness.drafting import guessing, tree, writing
from harness.drafting.draft import Draft
from harness.drafting.said import Said, apply
from tests.harness.drafting.forest import NAMES, plant

EXPECTED: dict[str, dict[str, object]] = {
    "django": {
        "start": "python3 manage.py runserver 127.0.0.1:{port} --noreload",
        "stripe webhook_path": "/payments/webhook/",
        "stripe webhook_secret_env": "STRIPE_ENDPOINT_SECRET",
        "stripe shim": "python",
        "checkout": "POST /payments/checkout/",
        "its body": {"product_id": "{sku}", "email": "{email}"},
        "saves": {"order": "$.orderId"},
        "order": "/payments/orders/{order}/",
        "status": "$.state",
    },
    "djstripe": {
        "stripe webhook_path": "/stripe/webhook/UUID/",
        "stripe secret_key_env": "STRIPE_TEST_SECRET_KEY",
        "env SHOP_MAIL_HOST": "{smtp.host}",
        "env SHOP_MAIL_PORT": "{smtp.port}",
        "env SHOP_DATA_DIR": "{state}",
        "payment": "checkout_session",
        "checkout": "POST /buy/{sku}/",
        "order": "/orders/{order}/",
        "status": "css:.status",
        "state paid": ["paid"],
    },
    "express": {
        "start": "npm start",
        "env PORT": "{port}",
        "env DATABASE_PATH": "{state}/database.db",
        "stripe webhook_path": "/webhooks/stripe",
        "stripe publishable_key_env": "STRIPE_PUBLISHABLE_KEY",
        "checkout": "POST /api/checkout",
        "its headers": {"Idempotency-Key": "{cart}"},
        "its body": {"sku": "{sku}", "quantity": "{quantity}", "email": "{email}"},
        "product earl_grey": {"sku": "earl-grey", "amount": 890, "currency": "eur"},
        "order": "/api/orders/{order}",
        "ready": "/health",
    },
    "fastapi": {
        "start": "uv run python -m uvicorn bakery.main:app --host 127.0.0.1 --port {port}",
        "stripe webhook_path": "/stripe/events",
        "stripe api_base_env": "STRIPE_API_BASE",
        "payment": "checkout_session",
        "checkout": "POST /api/orders",
        "env DATABASE_URL": "sqlite:///{state}/shop.db",
        "order": "/api/orders/{order}",
    },
    "fastify": {
        "start": "npm run dev",
        "paypal webhook_path": "/paypal/notifications",
        "paypal webhook_secret_env": "PAYPAL_WEBHOOK_ID",
        "paypal shim": "node",
        "payment": "paypal_order",
        "checkout": "POST /checkout",
        "saves": {"order": "$.order"},
        "status": "$.state",
        "state unpaid": ["awaiting_payment"],
    },
    "go": {
        "start": "go run ./cmd/shop",
        "env PORT": "{port}",
        "stripe webhook_path": "/stripe/webhook",
        "stripe api_base_env": "STRIPE_API_BASE",
        "checkout": "POST /checkout",
        "its body": {"sku": "{sku}", "email": "{email}"},
        "order": "/orders/{order}",
    },
    "laravel": {
        "prepare": "php artisan migrate --force",
        "stripe webhook_path": "/stripe/webhook",
        "stripe publishable_key_env": "STRIPE_KEY",
        "stripe secret_key_env": "STRIPE_SECRET",
        "intercept": True,
        "checkout": "POST /api/orders",
        "saves": {"order": "$.order_id"},
        "order": "/api/orders/{order}",
    },
    "nest": {
        "prepare": "npm run build",
        "stripe webhook_path": "/payments/webhook",
        "stripe secret_key_env": "STRIPE_API_KEY",
        "stripe webhook_secret_env": "STRIPE_WEBHOOK_SIGNING_SECRET",
        "checkout": "POST /payments/checkout",
        "order": "/payments/orders/{order}",
        "status": "$.paymentStatus",
    },
    "next": {
        "stripe webhook_path": "/api/webhooks/stripe",
        "stripe api_base_env": "STRIPE_API_HOST",
        "payment": "checkout_session",
        "checkout": "POST /api/checkout",
        "order": "/api/orders/{order}",
    },
    "php": {
        "start": "php -S 127.0.0.1:{port} -t public",
        "stripe webhook_path": "/stripe-webhook.php",
        "checkout": "POST /checkout.php",
        "order": "/order.php?order={order}",
        "product lamp": {"sku": "lamp", "amount": 4500, "currency": "eur"},
    },
    "procfile": {
        "prepare": "python manage_db.py upgrade",
        "start": "gunicorn shop:app --bind 0.0.0.0:{port}",
        "worker": "python worker.py",
        "stripe webhook_path": "/webhooks/stripe",
        "paypal webhook_path": "/webhooks/paypal",
        "checkout": "POST /checkout",
        "order": "/orders/{order}",
    },
    "rails": {
        "start": "bin/rails server -b 127.0.0.1 -p {port}",
        "stripe webhook_path": "/webhooks/stripe",
        "stripe webhook_secret_env": "STRIPE_SIGNING_SECRET",
        "checkout": "POST /api/orders",
        "its body": {"sku": "{sku}", "email": "{email}"},
        "order": "/api/orders/{order}",
        "ready": "/up",
    },
    "sinatra": {
        "start": "ruby app.rb -o 127.0.0.1 -p {port}",
        "stripe webhook_path": "/webhook",
        "stripe secret_key_env": "STRIPE_API_KEY",
        "checkout": "POST /buy",
        "saves": {"order": "$.order"},
        "order": "/orders/{order}",
    },
    "spring": {
        "start": "./mvnw -q spring-boot:run",
        "env SERVER_PORT": "{port}",
        "stripe webhook_path": "/webhooks/stripe",
        "stripe api_base_env": "STRIPE_API_BASE",
        "checkout": "POST /api/orders",
        "saves": {"order": "$.orderId"},
        "order": "/api/orders/{order}",
    },
    "starlette": {
        "start": "{python} -m uvicorn server:app --host 127.0.0.1 --port {port}",
        "square webhook_path": "/hooks/square",
        "square webhook_secret_env": "SQUARE_WEBHOOK_SIGNATURE_KEY",
        "env SQUARE_LOCATION_ID": "{square.location_id}",
        "env PUBLIC_URL": "{base_url}",
        "payment": "square_payment",
        "checkout": "POST /pay",
        "its body": {"item": "{sku}", "source_id": "{payment_method}", "idempotency_key": "{cart}"},
        "saves": {"order": "$.reference"},
    },
    "symfony": {
        "start": "php -S 127.0.0.1:{port} -t public",
        "square webhook_path": "/shop/square/webhook",
        "square secret_key_env": "SQUARE_ACCESS_TOKEN",
        "payment": "square_payment_link",
        "checkout": "POST /shop/checkout",
        "order": "/shop/orders/{order}",
    },
}
UNSEEN: dict[str, dict[str, tuple[str, ...]]] = {
    "fastapi": {"SENDGRID_API_KEY": ("verysecret", "sk_test_51H", "zyxwvuts")},
    "symfony": {"SQUARE_ACCESS_TOKEN": ("verysecretaccesstoken",)},
}
"""Values of `.env` files that no draft may hold, beside a name that it has."""


def drafted(name: str, folder: Path) -> Draft:
    return guessing.draft(guessing.see(folder, tree.read(plant(name, folder))))


def test_every_tree_has_its_expectations() -> None:
    assert set(EXPECTED) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_in_the_source_is_found(name: str, tmp_path: Path) -> None:
    answers = {about: answer.value for about, answer in reversed(list(drafted(name, tmp_path).answers()))}

    assert {about: answers.get(about) for about in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_with_a_product_the_reader_takes_what_is_written(name: str, tmp_path: Path) -> None:
    """No tree lacks more than a price: with one, the file is a descriptor."""
    draft = apply(drafted(name, tmp_path), Said(products=("tea:1999:eur",)))
    path = tmp_path / "assay.toml"
    path.write_text(writing.descriptor(draft))

    read = descriptor.read(path)

    assert read.checkout.products["tea"].amount == 1999
    assert "# MISSING" not in path.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_line_that_was_found_says_where_and_it_is_there(name: str, tmp_path: Path) -> None:
    """`found in FILE:LINE` names a line that exists."""
    texts = tree.read(plant(name, tmp_path))

    answers = [answer for _, answer in guessing.draft(guessing.see(tmp_path, texts)).answers()]

    found = [answer.why.removeprefix("found in ") for answer in answers if answer.why.startswith("found in ")]
    assert found
    for place in found:
        file, _, line = place.rpartition(":")
        assert 1 <= int(line) <= max(1, len(texts[file].splitlines())), place


@pytest.mark.parametrize("name", UNSEEN)
def test_of_env_files_only_names_are_read(name: str, tmp_path: Path) -> None:
    texts = tree.read(plant(name, tmp_path))
    text = writing.descriptor(guessing.draft(guessing.see(tmp_path, texts)))

    for variable, values in UNSEEN[name].items():
        assert variable in text
        assert not [value for value in values if value in text or any(value in one for one in texts.values())]


def test_a_key_that_stands_in_source_is_masked(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        'import stripe\nfrom flask import Flask\napp = Flask(__name__)\nCURRENCY = "eur"\n'
        'ITEMS = {"sk_test_4eC39HqLyjWDarjtT1zdp7dc": 1999}\nstripe.PaymentIntent.create()\n'
    )

    text = writing.descriptor(guessing.draft(guessing.see(tmp_path, tree.read(tmp_path))))

    assert "4eC39HqLyjWDarjt" not in text


def test_nothing_known_is_a_file_of_placeholders(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing to see\n")

    draft = guessing.draft(guessing.see(tmp_path, tree.read(tmp_path)))
    text = writing.descriptor(draft)

    assert draft.stack == "no program in a language that is known here"
    assert text.count("# MISSING: ") == 6
    for key in ("start", "provider", "payment", "products", "requests", "read"):
        assert key in text
