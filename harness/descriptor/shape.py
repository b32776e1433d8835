"""Does a TOML document have the shape of the model? All mistakes at once, in words. Not: whether its parts agree.

msgspec stops at the first mistake; a person who writes a descriptor wants to know of all of them. So the model's own
type information is walked here, and msgspec converts only what has passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import inspect

from harness.currencies import NO_MINOR_UNITS
from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about, header, kind, missing, nearest, shown

SYNONYMS: dict[str, str] = {
    "price": "amount",
    "unit_amount": "amount",
    "url": "path",
    "uri": "path",
    "body": "json",
    "data": "form",
    "params": "query",
    "cmd": "start",
    "command": "start",
    "run": "start",
    "webhook_url": "webhook_path",
    "secret_env": "webhook_secret_env",
    "api_key_env": "secret_key_env",
    "environment": "env",
    "port": "base_url",
    "setup": "prepare",
    "id": "order_id",
    "verb": "method",
    "providers": "provider",
    "orders": "order",
    "effect": "effects",
}
"""What people write for our keys, learned from other tools."""

EXAMPLES: dict[str, str] = {
    "target": '[target] start = "…"',
    "provider": '[provider.stripe] webhook_path = "/webhooks/stripe"',
    "checkout": '[checkout] payment = "payment_intent" …',
    "order": '[order] read = { path = "/orders/{order}" } …',
    "webhook_path": 'webhook_path = "/webhooks/stripe"',
    "requests": '[[checkout.requests]] path = "/orders" …',
    "payment": 'payment = "payment_intent", "checkout_session", "paypal_order" or "square_payment_link"',
    "products": 'products = { tea = { sku = "tea", amount = 1999, currency = "eur" } }',
    "read": 'read = { path = "/orders/{order}" }',
    "status": 'status = "$.status"',
    "states": 'states = { paid = ["paid"] }',
    "path": 'path = "/orders"',
    "sku": 'sku = "tea"',
    "amount": "amount = 1999",
    "currency": 'currency = "eur"',
    "field": 'field = "coupon"',
    "codes": 'codes = ["WELCOME-1", "WELCOME-2"]',
    "percent": "percent = 10",
    "tree": 'tree = ["."]',
    "plans": 'plans = { basic = { amount = 900, currency = "eur" } }',
    "object": 'object = "stripe_subscription", "stripe_subscription_session", "paypal_subscription", …',
    "access": 'access = "$.access"',
    "request": 'request = { path = "/thanks/{order}" }',
}
"""A line to copy for each key that must be written."""


def mistakes(data: dict[str, Any], model: type[msgspec.Struct]) -> Iterator[Mistake]:
    """Yield everything about `data` that the model does not allow."""
    yield from _value(data, inspect.type_info(model), (), {})


def _value(value: Any, wanted: inspect.Type, path: Path, beside: dict[str, Any]) -> Iterator[Mistake]:
    """Yield the mistakes of one value; `beside` is the table that it stands in."""
    match wanted:
        case inspect.UnionType():
            yield from _either(value, wanted, path, beside)
        case inspect.StructType() if isinstance(value, dict):
            yield from _table(value, wanted, path)
        case inspect.DictType() if isinstance(value, dict):
            for key, item in value.items():
                yield from _value(item, wanted.value_type, (*path, key), value)
        case inspect.VarTupleType() | inspect.ListType() if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _value(item, wanted.item_type, (*path, number), beside)
        case inspect.LiteralType():
            yield from _literal(value, wanted, path)
        case inspect.AnyType():
            yield from _json(value, path)
        case _ if not _fits(value, wanted):
            yield about(path, value, f"is {kind(value)}", _remedy(value, wanted, path, beside))


def _table(table: dict[str, Any], wanted: inspect.StructType, path: Path) -> Iterator[Mistake]:
    fields = {field.encode_name: field for field in wanted.fields}
    for key, value in table.items():
        if key in fields:
            yield from _value(value, fields[key].type, (*path, key), table)
        else:
            yield _unknown((*path, key), key, list(fields))
    for key, field in fields.items():
        if field.required and key not in table and _meant_as(table, fields, key) is None:
            yield _absent((*path, key), key)


def _meant_as(table: dict[str, Any], fields: dict[str, Any], key: str) -> str | None:
    """Return the unknown key of `table` that was probably meant as `key`: one mistake is told once."""
    unknown = (written for written in table if written not in fields)
    return next((written for written in unknown if nearest(written, fields, SYNONYMS) == key), None)


def _unknown(path: Path, key: str, known: list[str]) -> Mistake:
    near = nearest(key, known, SYNONYMS)
    if len(path) == 1:
        hint = f"Did you mean [{near}]?" if near else f"Known tables: {', '.join(known)}"
        return Mistake(path, f"[{key}] unknown table. {hint}")
    hint = f'Did you mean "{near}"?' if near else f"Known keys: {', '.join(known)}"
    return Mistake(path, f'{header(path[:-1])} unknown key "{key}". {hint}')


def _absent(path: Path, key: str) -> Mistake:
    if len(path) == 1:
        return Mistake(path, f"no table [{key}]. Add it: {EXAMPLES[key]}")
    return missing(path, f"Add it: {EXAMPLES[key]}")


def _either(value: Any, wanted: inspect.UnionType, path: Path, beside: dict[str, Any]) -> Iterator[Mistake]:
    choices = [choice for choice in wanted.types if not isinstance(choice, inspect.NoneType)]
    fitting = [choice for choice in choices if _fits(value, choice)]
    yield from _value(value, (fitting or choices)[0], path, beside)


def _literal(value: Any, wanted: inspect.LiteralType, path: Path) -> Iterator[Mistake]:
    if value in wanted.values:
        return
    words = [str(word) for word in wanted.values]
    written = str(value).upper() if words[0].isupper() else str(value)
    near = nearest(written, words, alike=0.75)
    hint = f'Did you mean "{near}"?' if near else f"Write one of: {', '.join(words)}"
    yield about(path, value, "is not known", hint)


def _json(value: Any, path: Path) -> Iterator[Mistake]:
    """JSON has no dates: TOML has, and a date without quotation marks is easily written."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _json(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _json(item, (*path, number))
    elif kind(value) == "a date":
        yield about(path, value, "is a date, which JSON does not have", f'Write text: "{value}"')


def _fits(value: Any, wanted: inspect.Type) -> bool:
    """Say whether the outermost kind of `value` is what is wanted."""
    match wanted:
        case inspect.StrType() | inspect.LiteralType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case inspect.StructType() | inspect.DictType():
            return isinstance(value, dict)
        case inspect.VarTupleType() | inspect.ListType():
            return isinstance(value, list)
        case _:
            return True


def _remedy(value: Any, wanted: inspect.Type, path: Path, beside: dict[str, Any]) -> str:
    key = next(part for part in reversed(path) if isinstance(part, str))
    match wanted:
        case inspect.IntType() if key == "amount":
            return f"Write an integer in the currency's minor unit: amount = {_minor_units(value, beside)}"
        case inspect.IntType() | inspect.FloatType():
            number = value if isinstance(value, str) and value.isdecimal() else 20
            return f"Write a number: {key} = {number}"
        case inspect.BoolType():
            return f"Write true or false, without quotation marks: {key} = true"
        case inspect.StrType():
            text = "…" if isinstance(value, (list, dict)) else shown(value)
            return f'Write text, in quotation marks: {key} = "{text}"'
        case inspect.VarTupleType(item_type=inspect.StructType()):
            return f"Write [[{_dotted(path)}]]: it is a list of tables"
        case inspect.VarTupleType():
            return f"Write a list: {key} = [{'…' if isinstance(value, dict) else shown(value)}]"
        case _:
            return f"Write a table: [{_dotted(path)}]"


def _dotted(path: Path) -> str:
    return ".".join(part for part in path if isinstance(part, str))


def _minor_units(value: Any, beside: dict[str, Any]) -> str:
    """Return the amount that was probably meant: 19.99 is 1999 where the currency has cents."""
    try:
        amount = Decimal(str(value))
        exponent = 0 if str(beside.get("currency", "")).lower() in NO_MINOR_UNITS else 2
        written_whole = amount == amount.to_integral_value() and "." not in str(value)
        return str(int(amount if written_whole else amount.scaleb(exponent)))
    except (InvalidOperation, ValueError, OverflowError):
        return "1999"
