"""The catalogue: items and their variations, taxes, discounts, what is subscribed to. Not: images, inventory.

Ids that begin with `#` are the caller's own for one call; the answer says what became of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, lists, naming, policy, times
from simulator.square.command import Changes, Command, answer, found, milliseconds, money
from simulator.square.flows.billing import plans
from simulator.square.resources.seller import CatalogObject
from simulator.square.shapes.catalog import WITHIN, data_key
from simulator.world import Books

KINDS = ("ITEM", "ITEM_VARIATION", "TAX", "DISCOUNT", "CATEGORY", plans.PLAN, plans.VARIATION)

GIVEN = ("present_at_all_locations", "present_at_location_ids", "absent_at_location_ids", "custom_attribute_values")

MOST_AT_ONCE = 1000


@dataclass(slots=True)
class _Upsert:
    """One call that writes objects."""

    books: Books
    now: int
    changes: Changes = field(default_factory=Changes)
    mappings: dict[str, str] = field(default_factory=dict)


def upsert(command: Command) -> Outcome:
    """POST /v2/catalog/object."""
    work = _Upsert(command.books, milliseconds(command.books))
    stored = _store(work, command.params["object"], "object")
    return _done(work, answer(catalog_object=stored, id_mappings=_mappings(work)))


def batch_upsert(command: Command) -> Outcome:
    """POST /v2/catalog/batch-upsert."""
    work = _Upsert(command.books, milliseconds(command.books))
    given = [one for batch in command.params["batches"] for one in batch["objects"]]
    if len(given) > MOST_AT_ONCE:
        raise errors.error(400, "ARRAY_LENGTH_TOO_LONG", f"At most {MOST_AT_ONCE} objects.", "batches")
    stored = [_store(work, one, f"batches[0].objects[{nth}]") for nth, one in enumerate(given)]
    shown = answer(objects=stored, updated_at=times.trimmed(work.now), id_mappings=_mappings(work))
    return _done(work, shown)


def get(command: Command) -> Outcome:
    stored = _object(command.books, command.ids[0])
    related = None
    if command.params.get("include_related_objects"):
        related = list(_related(command.books, [stored]))
    return Outcome(answer(object=stored, related_objects=related))


def batch_get(command: Command) -> Outcome:
    """POST /v2/catalog/batch-retrieve: those that there are."""
    books, params = command.books, command.params
    there = [one for name in params["object_ids"] if (one := _there(books, name)) is not None]
    related = list(_related(books, there)) if params.get("include_related_objects") else None
    return Outcome(answer(objects=there, related_objects=related))


def list_objects(command: Command) -> Outcome:
    """GET /v2/catalog/list: `types` separated by commas; variations too, unless only other types are asked for."""
    books, params = command.books, command.params
    types = frozenset(str(params.get("types", "")).upper().split(",")) - {""}
    there = (one for one in books.of_kind(CatalogObject) if not one.deleted and (not types or one.type in types))
    shown, cursor = lists.page(books, params, there, default=100, most=100)
    return Outcome(answer(objects=shown, cursor=cursor))


def search(command: Command) -> Outcome:
    """POST /v2/catalog/search: by type, exact text, prefix or keywords."""
    books, params = command.books, command.params
    types = frozenset(params.get("object_types", ()))
    query = params.get("query", {})
    known = {"exact_query", "prefix_query", "text_query"}
    if unknown := sorted(set(query) - known):
        raise errors.not_simulated(f"catalogue search by {unknown[0]}", f"query.{unknown[0]}")
    there = [
        one
        for one in books.of_kind(CatalogObject)
        if (not one.deleted or params.get("include_deleted_objects"))
        and (not types or one.type in types)
        and _matches(one, query)
    ]
    shown, cursor = lists.page(books, params, there, default=100, most=1000)
    latest = max((one.updated_at for one in there), default=None)
    return Outcome(
        answer(objects=shown, cursor=cursor, latest_time=None if latest is None else times.trimmed(latest)),
    )


def info(_command: Command) -> Outcome:
    """GET /v2/catalog/info: limits as Square publishes them."""
    limits = {
        "batch_upsert_max_objects_per_batch": 1000,
        "batch_upsert_max_total_objects": 10000,
        "batch_retrieve_max_object_ids": 1000,
        "search_max_page_limit": 1000,
        "batch_delete_max_object_ids": 200,
    }
    return Outcome(answer(limits=limits))


def delete(command: Command) -> Outcome:
    """DELETE /v2/catalog/object/{}: with its variations."""
    return _delete(command.books, [command.ids[0]])


def batch_delete(command: Command) -> Outcome:
    """POST /v2/catalog/batch-delete: those that there are."""
    there = [name for name in command.params["object_ids"] if _there(command.books, name) is not None]
    return _delete(command.books, there)


def _delete(books: Books, names: Iterable[str]) -> Outcome:
    now, changes = milliseconds(books), Changes()
    gone: dict[str, CatalogObject] = {}
    for name in names:
        stored = _object(books, name)
        gone[name] = stored
        gone |= {one.id: one for one in _variations(books, stored)}
    deleted = [changes.put(replace(one, deleted=True, updated_at=now)) for one in gone.values()]
    if deleted:
        changes.tell("catalog.version.updated", deleted[0])
    return changes.outcome(answer(deleted_object_ids=[one.id for one in deleted], deleted_at=times.trimmed(now)))


# Storing.


def _store(work: _Upsert, given: Mapping[str, Any], at: str, parent: str | None = None) -> CatalogObject:
    kind = given["type"]
    if kind not in KINDS:
        raise errors.not_simulated(f"catalogue objects of type {kind}", f"{at}.type")
    data = given.get(data_key(kind))
    if data is None:
        detail = f'Object of type {kind} missing {data_key(kind)} field: ID="{given["id"]}".'
        raise errors.invalid(detail, data_key(kind))
    before = _before(work, given, at)
    object_id = before.id if before else _new_id(work, given["id"])
    within = WITHIN.get(kind)
    variations = data.get(within.list, ()) if within else ()
    kept = {name: value for name, value in data.items() if within is None or name != within.list}
    if kind == "ITEM_VARIATION":
        kept = _variation(work, kept, at, parent)
    elif kind == plans.PLAN:
        kept = plans.plan_data(kept)
    elif kind == plans.VARIATION:
        plan_id = _own(work, parent or kept.get("subscription_plan_id"))
        kept = plans.variation_data(work.books, kept, given["id"], plan_id, before)
    stored = CatalogObject(
        id=object_id,
        type=kind,
        updated_at=work.now,
        data=kept,
        given={name: given[name] for name in GIVEN if name in given},
    )
    work.changes.put(stored)
    for nth, one in enumerate(variations):
        _store(work, one, f"{at}.{data_key(kind)}.{within.list if within else ''}[{nth}]", object_id)
    return stored


def _before(work: _Upsert, given: Mapping[str, Any], at: str) -> CatalogObject | None:
    if given["id"].startswith("#"):
        return None
    before = _object(work.books, given["id"], f"{at}.id")
    if "version" in given and given["version"] != before.updated_at:
        raise errors.stale_version("object", given["version"], before.updated_at, before.id, f"{at}.version")
    return before


def _new_id(work: _Upsert, own: str) -> str:
    if own not in work.mappings:
        work.mappings[own] = naming.catalog_object(work.books)
    return work.mappings[own]


def _own(work: _Upsert, named: str | None) -> str | None:
    """Return an id that was named, or the one that stands for the caller's own in this call."""
    return _new_id(work, named) if named is not None and named.startswith("#") else named


def _variation(work: _Upsert, data: Mapping[str, Any], at: str, item_id: str | None) -> dict[str, Any]:
    """Return a variation's data with its item, whose id may be one that this call has just made."""
    named = _own(work, item_id or data.get("item_id"))
    if named is None:
        raise errors.missing(f"{at}.item_variation_data.item_id")
    priced = data.get("price_money")
    money(priced, f"{at}.item_variation_data.price_money", policy.CURRENCY)
    pricing = data.get("pricing_type") or ("FIXED_PRICING" if priced else "VARIABLE_PRICING")
    if pricing == "FIXED_PRICING" and priced is None:
        raise errors.missing(f"{at}.item_variation_data.price_money")
    return {**data, "item_id": named, "pricing_type": pricing}


def _mappings(work: _Upsert) -> list[dict[str, str]]:
    return [{"client_object_id": own, "object_id": given} for own, given in work.mappings.items()]


def _done(work: _Upsert, shown: Any) -> Outcome:
    first = next((one for one in work.changes.puts if isinstance(one, CatalogObject)), None)
    if first is not None:
        work.changes.tell("catalog.version.updated", first)
    return work.changes.outcome(shown)


# Reading.


def _object(books: Books, object_id: str, field_name: str | None = None) -> CatalogObject:
    stored = _there(books, object_id)
    if stored is None:
        detail = f"Catalog object with ID `{object_id}` not found."
        raise errors.error(404, "NOT_FOUND", detail, field_name)
    return stored


def _there(books: Books, object_id: str) -> CatalogObject | None:
    stored = found(books, CatalogObject, object_id)
    return None if stored is None or stored.deleted else stored


def _variations(books: Books, parent: CatalogObject) -> Iterator[CatalogObject]:
    within = WITHIN.get(parent.type)
    if within is None:
        return iter(())
    return (one for one in books.of_kind(CatalogObject) if one.data.get(within.names) == parent.id and not one.deleted)


def _related(books: Books, there: Iterable[CatalogObject]) -> Iterator[CatalogObject]:
    """Yield the items and plans of variations, and the taxes of items."""
    for one in there:
        parents = (one.data.get("item_id"), one.data.get("subscription_plan_id"))
        for name in (*parents, *one.data.get("tax_ids", ())):
            other = _there(books, str(name))
            if other is not None:
                yield other


def _matches(stored: CatalogObject, query: Mapping[str, Any]) -> bool:
    exact, prefix, text = query.get("exact_query"), query.get("prefix_query"), query.get("text_query")

    def value(told: Mapping[str, Any]) -> str:
        return str(stored.data.get(told["attribute_name"], "")).lower()

    if exact is not None and value(exact) != exact["attribute_value"].lower():
        return False
    if prefix is not None and not value(prefix).startswith(prefix["attribute_prefix"].lower()):
        return False
    if text is None:
        return True
    said = f"{stored.data.get('name', '')} {stored.data.get('description', '')}".lower()
    return all(word.lower() in said for word in text["keywords"])
