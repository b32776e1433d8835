"""docs/descriptor.md against the model: every table and key is there, with its default, and every example is read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from harness.descriptor import model, read, subscribing, waivers_file

PAGE = (Path(__file__).parents[2] / "docs" / "descriptor.md").read_text()

SECTIONS: dict[str, type[msgspec.Struct]] = {
    "[target]": model.TargetTable,
    "[target.ready]": model.Ready,
    "[target.profiles.NAME]": model.Profile,
    "[provider.NAME]": model.ProviderTable,
    "[checkout]": model.CheckoutTable,
    "[checkout.products.NAME]": model.Product,
    "[checkout.coupons.NAME]": model.Coupon,
    "[[checkout.requests]]": model.HttpRequest,
    "[checkout.other.NAME]": model.Flow,
    "[order]": model.OrderTable,
    "[order.read]": model.Read,
    "[effects.NAME]": model.Effect,
    "[effects.NAME.mail]": model.MailSent,
    "[cart]": model.CartTable,
    "[customers]": model.CustomersTable,
    "[subscription]": subscribing.SubscriptionTable,
    "[subscription.plans.NAME]": subscribing.Plan,
    "[subscription.other.NAME]": subscribing.Subscribing,
    "[entitlement]": subscribing.EntitlementTable,
    "[staff]": model.StaffTable,
    "[refund]": model.RefundTable,
    "[capture]": model.CaptureTable,
    "[mails]": model.MailsTable,
    "[return]": model.ReturnTable,
    "[logs]": model.LogsTable,
    "[logs.audit]": model.Written,
    "[stores]": model.StoresTable,
    "[source]": model.SourceTable,
    "[reconcile]": model.ReconcileTable,
    "[reconcile.report]": model.Written,
    "[limits]": model.LimitsTable,
    "[gate]": model.GateTable,
    "[hooks]": model.HooksTable,
}
IN_WORDS = {("expect", "any 2xx or 3xx"), ("ready", "see below")}
"""Defaults that a person is told better in words."""


def structs(kind: inspect.Type) -> set[type[msgspec.Struct]]:
    """Return every table that can be written somewhere in a descriptor."""
    if isinstance(kind, inspect.StructType):
        return {kind.cls}.union(*(structs(field.type) for field in kind.fields))
    inner = [getattr(kind, name) for name in ("item_type", "value_type") if hasattr(kind, name)]
    return set().union(*map(structs, [*inner, *getattr(kind, "types", ())]))


def rows(section: str) -> dict[str, str]:
    """Return the keys of a section of the page with their defaults."""
    body = re.split(r"^##+ ", PAGE.partition(f"# `{section}`\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", body, re.MULTILINE))


def default(field: Any) -> str:
    if field.required:
        return "must be written"
    value = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
    if value is None:
        return "none"
    return f"`{json.dumps(msgspec.to_builtins(value))}`"


def test_every_table_of_the_model_has_a_section() -> None:
    assert structs(inspect.type_info(model.Descriptor)) - {model.Descriptor} == set(SECTIONS.values())
    headers = {f"[{field.encode_name}" for field in msgspec.structs.fields(model.Descriptor)}
    assert headers == {re.split(r"[.\]]", name.replace("[[", "["))[0] for name in SECTIONS}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_documented_with_its_default_and_none_is_stale(section: str) -> None:
    struct = SECTIONS[section]
    fields = {field.encode_name: default(field) for field in msgspec.structs.fields(struct)}
    if struct is model.Read:
        fields = {key: fields[key] for key in fields if key not in model.HttpRequest.__struct_fields__}

    written = rows(section)

    assert set(written) == set(fields)
    assert {(key, said) for key, said in written.items() if said != fields[key]} <= IN_WORDS


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```toml {kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_are_read(tmp_path: Path) -> None:
    (whole,) = blocks("descriptor")
    parts = blocks("part")
    path = tmp_path / "assay.toml"
    path.write_text("\n".join([whole, *parts]))
    (hooks,) = re.findall(r"^```python hooks\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "assay_hooks.py").write_text(hooks)

    descriptor = read(path)

    assert parts
    assert set(descriptor.effects) == {
        "mails",
        "shipments",
        "receipts",
        "labels",
        "points",
        "confirmations",
        "vouchers",
    }


def test_the_example_of_waivers_is_read(tmp_path: Path) -> None:
    (example,) = blocks("waivers")
    path = tmp_path / "waivers.toml"
    path.write_text(example)

    assert [claim.subject for claim in waivers_file.read(path)] == ["WH-IDEM-01", "WH-ACK-01/stripe/burst"]


@pytest.mark.parametrize("message", re.findall(r"^    assay\.toml:\d+: .+$", PAGE, re.MULTILINE))
def test_the_messages_shown_are_those_of_the_reader(message: str) -> None:
    broken = Path(__file__).parents[1] / "harness" / "descriptor" / "broken.txt"

    assert f"! {message.strip()}" in broken.read_text().splitlines()
