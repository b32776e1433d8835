"""Files: uploaded for a purpose, read back, lent by links. Not: what they prove.

Types and sizes by purpose are those of Stripe, "File upload"; what is told of a wrong one is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from simulator.ids import text
from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import files as file_errors
from simulator.stripe.lists import of_kind
from simulator.stripe.multipart import Upload
from simulator.stripe.resources.file import Contents, File, FileLink
from simulator.stripe.wire import merged_metadata

MEGABYTE = 1024 * 1024
LARGEST = 16 * MEGABYTE

PICTURES = ("jpg", "png", "gif")
DOCUMENTS = ("jpg", "png", "pdf")

ALLOWED: Mapping[str, tuple[tuple[str, ...], int]] = {
    "account_requirement": (DOCUMENTS, 10 * MEGABYTE),
    "additional_verification": (DOCUMENTS, 10 * MEGABYTE),
    "business_icon": (PICTURES, MEGABYTE // 2),
    "business_logo": (PICTURES, MEGABYTE // 2),
    "customer_signature": (PICTURES, 4 * MEGABYTE),
    "dispute_evidence": (DOCUMENTS, 5 * MEGABYTE),
    "identity_document": (DOCUMENTS, 16 * MEGABYTE),
    "pci_document": (("pdf",), 16 * MEGABYTE),
}

LINKED = frozenset({
    "business_icon", "business_logo", "customer_signature", "dispute_evidence", "issuing_regulatory_reporting",
    "pci_document", "tax_document_user_upload", "terminal_android_apk",
})  # fmt: skip
"""Purposes whose files may be linked to. Stripe, "Create a file link"."""

STARTS: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF8": "gif",
    b"%PDF-": "pdf",
}


def create(command: Command, upload: Upload | None = None) -> Outcome:
    """POST /v1/files: the type is what the first bytes say, else what the name says."""
    if upload is None:
        raise errors.missing("file")
    if command.params.get("file_link_data") is not None:
        raise errors.not_simulated("a link made with its file", "file_link_data")
    purpose = command.params["purpose"]
    kind = _type(upload)
    allowed, most = ALLOWED.get(purpose, ((), LARGEST))
    if allowed and kind not in allowed:
        raise file_errors.wrong_type(purpose, allowed)
    if len(upload.contents) > most:
        raise file_errors.too_large(most)
    changes = Changes()
    file = File(
        id=naming.long(command.books, "file_"),
        created=command.now,
        filename=upload.filename,
        purpose=purpose,
        type=kind,
        contents=upload.contents,
    )
    return changes.outcome(changes.put(file))


def _type(upload: Upload) -> str | None:
    for start, kind in STARTS.items():
        if upload.contents.startswith(start):
            return kind
    ending = upload.filename.rpartition(".")[2].lower() if "." in upload.filename else None
    return None if ending in ("jpg", "png", "gif", "pdf") else ending


def contents(command: Command) -> Outcome:
    """GET /v1/files/{file}/contents: the bytes themselves."""
    return Outcome(Contents(find(command.books, File, command.ids[0])))


def list_files(command: Command) -> Outcome:
    purpose = command.params.get("purpose")
    return Outcome(of_kind(command, File, "/v1/files", lambda file: purpose in (None, file.purpose)))


# Links.


def link(command: Command) -> Outcome:
    """POST /v1/file_links: only some purposes may be linked to."""
    params = command.params
    file = find(command.books, File, params["file"], "file")
    if file.purpose not in LINKED:
        raise file_errors.wrong_purpose(file.id, file.purpose, "file")
    made = FileLink(
        id=naming.long(command.books, "link_"),
        created=command.now,
        file=file.id,
        token=text(command.books.random, 64),
        expires_at=_future(command, params.get("expires_at")),
        metadata=merged_metadata({}, params.get("metadata") or {}),
    )
    changes = Changes()
    return changes.outcome(changes.put(made))


def _future(command: Command, at: int | None) -> int | None:
    if at is not None and at <= command.now:
        raise errors.error(400, "The `expires_at` timestamp must be in the future.", param="expires_at")
    return at


def update_link(command: Command) -> Outcome:
    """POST /v1/file_links/{link}: `now` ends it at once."""
    before, params = find(command.books, FileLink, command.ids[0]), command.params
    after = before
    if "expires_at" in params:
        at = params["expires_at"]
        after = replace(after, expires_at=command.now if at == "now" else _future(command, at))
    if "metadata" in params:
        after = replace(after, metadata=merged_metadata(before.metadata, params["metadata"]))
    changes = Changes()
    return changes.outcome(changes.put(after))


def list_links(command: Command) -> Outcome:
    file, expired = command.params.get("file"), command.params.get("expired")

    def keep(made: FileLink) -> bool:
        over = made.expires_at is not None and made.expires_at <= command.now
        return file in (None, made.file) and expired in (None, over)

    return Outcome(of_kind(command, FileLink, "/v1/file_links", keep))
