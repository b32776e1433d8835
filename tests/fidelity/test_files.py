"""Files arrive as they were sent, are lent by links and prove something in a dispute; no journal has their contents."""

from io import BytesIO
from typing import Any

import httpx
import pytest
import stripe

from simulator.client import Fault
from tests.fidelity.conftest import Merchant
from tests.fidelity.file_operations import PDF, linked, upload
from tests.fidelity.payout_operations import paid_out
from tests.fidelity.test_operations import disputed


def test_contents_come_back_as_they_were_sent(merchant: Merchant) -> None:
    file = merchant.sdk.files.create(upload())
    whole = merchant.http("GET", f"/v1/files/{file.id}/contents")
    journal = next(call for call in merchant.world.calls() if call.operation == "files.create")

    assert (file.type, file.size, file.purpose) == ("pdf", len(PDF), "dispute_evidence")
    assert (whole.content, whole.headers["content-type"]) == (PDF, "application/pdf")
    assert httpx.get(file.url, trust_env=False).status_code == 401
    assert "receipt" not in repr(journal)


def test_a_link_serves_the_file_until_it_ends(merchant: Merchant) -> None:
    link = linked(merchant.sdk)
    served = httpx.get(link.url, trust_env=False)
    after = merchant.sdk.file_links.update(link.id, {"expires_at": "now"})

    assert (served.status_code, served.content) == (200, PDF)
    assert (after.expired, after.url) == (True, None)
    assert httpx.get(link.url, trust_env=False).status_code == 404


def test_a_file_has_no_fields_that_a_fault_could_take(merchant: Merchant) -> None:
    file = merchant.sdk.files.create(upload())
    merchant.world.fault(Fault(operation="files.contents", action="null", moment="after", pointers=("/purpose",)))

    assert merchant.http("GET", f"/v1/files/{file.id}/contents").content == PDF


@pytest.mark.parametrize("fields", [
    {"purpose": "business_icon"}, {"purpose": "dispute_evidence", "file": b"no picture"},
    {"purpose": "dispute_evidence", "file": b"%PDF-" + bytes(5 * 1024 * 1024)}, {"purpose": "holiday"},
])  # fmt: skip
def test_a_purpose_has_its_types_and_sizes(fields: dict[str, Any], merchant: Merchant) -> None:
    contents = fields.get("file", PDF)

    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.files.create({**fields, "file": BytesIO(contents)})


@pytest.mark.parametrize("body", [
    b"", b"--b", b"--b\r\n\r\n\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", b"\xff" * 999,
    b"--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\npci_document\r\n" * 200 + b"--b--",
    b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x\"\r\n\r\nx\r\n--b--", bytes(21_000_000),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; b="])
def test_a_hostile_body_is_refused(kind: str, body: bytes, merchant: Merchant) -> None:
    answer = merchant.http("POST", "/v1/files", content=body, headers={"Content-Type": kind})

    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_dispute_takes_only_files_that_are_evidence(merchant: Merchant) -> None:
    sdk = merchant.sdk
    dispute, file = disputed(sdk), sdk.files.create(upload())
    other = sdk.files.create({"purpose": "pci_document", "file": BytesIO(PDF)})
    for wrong in ("file_none", other.id):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            sdk.disputes.update(dispute.id, {"evidence": {"receipt": wrong}})
        assert caught.value.param == "evidence[receipt]"
    after = sdk.disputes.update(
        dispute.id, {"evidence": {"receipt": file.id}, "expand": ["evidence.receipt"], "submit": False}
    )

    assert after.evidence.receipt.to_dict()["id"] == file.id
    assert (after.evidence_details.has_evidence, after.evidence_details.submission_count) == (True, 0)


def test_evidence_that_was_unset_is_none(merchant: Merchant) -> None:
    unset = {"evidence": {"enhanced_evidence": ""}, "submit": False}

    after = merchant.sdk.disputes.update(disputed(merchant.sdk).id, unset)

    assert after.evidence_details.has_evidence is False


@pytest.mark.parametrize(("kind", "make"), [
    (stripe.Payout, paid_out), (stripe.FileLink, linked), (stripe.File, lambda s: s.files.create(upload())),
    (stripe.BankAccount, lambda s: s.payouts.create({"amount": 1, "currency": "usd", "expand": ["destination"]})),
])  # fmt: skip
def test_an_object_has_the_published_fields(kind: Any, make: Any, merchant: Merchant) -> None:
    """The SDK's model is generated from the schema; `id` and `object` come first, then the alphabet rules."""
    if kind is stripe.BankAccount:
        paid_out(merchant.sdk)
    made = make(merchant.sdk)
    shown = list((made.destination if kind is stripe.BankAccount else made).to_dict())
    published = {name for name in kind.__annotations__ if not name.startswith(("_", "OBJECT_NAME"))}

    assert shown == ["id", "object", *sorted(set(shown) - {"id", "object"})]
    assert published - {"customer", "deleted"} == set(shown)
