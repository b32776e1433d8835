"""How disputes and their evidence look: old names beside new ones (recorded). Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import times
from simulator.square.resources.dispute import Dispute, Evidence
from simulator.square.shapes.parts import money, present
from simulator.world import Books


def dispute(_books: Books, value: Dispute) -> dict[str, Any]:
    return present(
        {
            "dispute_id": value.id,
            "id": value.id,
            "amount_money": money(value.amount, value.currency),
            "reason": value.reason,
            "state": value.state,
            "due_at": times.shown(value.due_at),
            "disputed_payment": {"payment_id": value.payment_id},
            "evidence_ids": list(value.evidence_ids),
            "card_brand": value.brand,
            "created_at": times.shown(value.created_at),
            "updated_at": times.shown(value.updated_at),
            "brand_dispute_id": value.brand_dispute_id,
            "reported_date": times.shown(value.reported_at),
            "reported_at": times.shown(value.reported_at),
            "version": value.version,
            "location_id": value.location_id,
        }
    )


def evidence(_books: Books, value: Evidence) -> dict[str, Any]:
    file = None
    if value.filename is not None:
        file = {"filename": value.filename, "filetype": value.filetype or "application/octet-stream"}
    return present(
        {
            "evidence_id": value.id,
            "id": value.id,
            "dispute_id": value.dispute_id,
            "evidence_file": file,
            "evidence_text": value.text,
            "uploaded_at": times.shown(value.uploaded_at),
            "evidence_type": value.type,
        }
    )
