"""Disputes as a seller answers them: read, accept, evidence, submit. Not: how banks open and decide them.

In the sandbox the name of the last file of evidence decides: `evidence_won…`, `evidence_lost…` (Square, "Sandbox
testing of disputes").
"""

from __future__ import annotations

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.provider import Outcome
from simulator.square import errors, later, lists, naming, policy
from simulator.square.command import Changes, Command, answer, find, found, milliseconds
from simulator.square.flows import disputing
from simulator.square.multipart import Upload
from simulator.square.resources import dispute as disputes
from simulator.square.resources.dispute import Dispute, Evidence

LONGEST_TEXT = 500

DECIDES = (("evidence_won", "won"), ("evidence_lost", "lost"))


def list_disputes(command: Command) -> Outcome:
    """GET /v2/disputes: `states` in one parameter, separated by commas."""
    books, params = command.books, command.params
    states = frozenset(str(params.get("states", "")).split(",")) - {""}
    location = params.get("location_id")
    kept = (
        one
        for one in lists.ordered(books, Dispute)
        if (not states or one.state in states) and location in (None, one.location_id)
    )
    shown, cursor = lists.page(books, params, kept, default=100, most=100)
    return Outcome(answer(disputes=shown, cursor=cursor))


def get(command: Command) -> Outcome:
    return Outcome(answer(dispute=_dispute(command)))


def accept(command: Command) -> Outcome:
    """POST /v2/disputes/{}/accept: the seller gives in."""
    dispute = _dispute(command)
    return _moved(command, dispute, "accepted")


def submit(command: Command) -> Outcome:
    """POST /v2/disputes/{}/submit-evidence: from then on none can be removed."""
    books, dispute = command.books, _dispute(command)
    done = _moved(command, dispute, "submitted")
    if books.livemode:
        return done
    files = [found(books, Evidence, name) for name in dispute.evidence_ids]
    names = [one.filename for one in files if one is not None and one.filename is not None]
    what = next((what for prefix, what in DECIDES if names and names[-1].startswith(prefix)), None)
    if what is None:
        return done
    decided = later.after(books, policy.DISPUTE_DECIDED_AFTER, disputing.decide_later, dispute_id=dispute.id, what=what)
    return replace(done, later=(decided,))


def _moved(command: Command, dispute: Dispute, what: str) -> Outcome:
    """Move a dispute. Raises the refusal, whose words are unconfirmed, where that is not possible."""
    changes = Changes()
    try:
        after, told = disputes.move(dispute, what, milliseconds(command.books))
    except Forbidden as no:
        raise errors.bad_request(f"Dispute {dispute.id} is in state {no.state}.") from None
    if what == "submitted":
        after = replace(after, submitted=True)
    changes.put(after)
    for event in told:
        changes.tell(event, after)
    return changes.outcome(answer(dispute=after))


# Evidence.


def create_text(command: Command) -> Outcome:
    """POST /v2/disputes/{}/evidence-text."""
    params = command.params
    text = params["evidence_text"]
    if len(text) > LONGEST_TEXT:
        raise errors.too_long(LONGEST_TEXT, "evidence_text")
    return _with_evidence(command, params.get("evidence_type"), text=text)


def create_file(command: Command, upload: Upload | None = None) -> Outcome:
    """POST /v2/disputes/{}/evidence-files: of the file only name and kind are kept."""
    if upload is None:
        raise errors.missing("image_file")
    kind = command.params.get("content_type") or upload.kind
    return _with_evidence(command, command.params.get("evidence_type"), filename=upload.filename, filetype=kind)


def _with_evidence(
    command: Command,
    kind: str | None,
    *,
    text: str | None = None,
    filename: str | None = None,
    filetype: str | None = None,
) -> Outcome:
    books, dispute = command.books, _open(command)
    now, changes = milliseconds(books), Changes()
    evidence = Evidence(
        id=naming.evidence(books),
        dispute_id=dispute.id,
        uploaded_at=now,
        type=kind or "GENERIC_EVIDENCE",
        text=text,
        filename=filename,
        filetype=filetype,
    )
    changes.put(evidence)
    after = replace(
        dispute, evidence_ids=(*dispute.evidence_ids, evidence.id), updated_at=now, version=dispute.version + 1
    )
    changes.put(after)
    changes.tell("dispute.evidence.created", after)
    return changes.outcome(answer(evidence=evidence))


def list_evidence(command: Command) -> Outcome:
    books, dispute = command.books, _dispute(command)
    there = [one for name in dispute.evidence_ids if (one := found(books, Evidence, name)) is not None]
    shown, cursor = lists.page(books, command.params, there, default=100, most=100)
    return Outcome(answer(evidence=shown, cursor=cursor))


def get_evidence(command: Command) -> Outcome:
    _dispute(command)
    return Outcome(answer(evidence=_evidence(command)))


def delete_evidence(command: Command) -> Outcome:
    books, dispute, gone = command.books, _open(command), _evidence(command)
    changes = Changes()
    changes.put(replace(gone, removed=True))
    after = replace(
        dispute,
        evidence_ids=tuple(name for name in dispute.evidence_ids if name != gone.id),
        updated_at=milliseconds(books),
        version=dispute.version + 1,
    )
    changes.put(after)
    changes.tell("dispute.evidence.deleted", after)
    return changes.outcome(answer())


def _dispute(command: Command) -> Dispute:
    return find(command.books, Dispute, command.ids[0], "dispute")


def _open(command: Command) -> Dispute:
    dispute = _dispute(command)
    if dispute.state not in disputes.OPEN:
        raise errors.bad_request(f"Dispute {dispute.id} is in state {dispute.state}.")
    return dispute


def _evidence(command: Command) -> Evidence:
    evidence = find(command.books, Evidence, command.ids[1], "dispute evidence")
    if evidence.removed or evidence.dispute_id != command.ids[0]:
        raise errors.not_found("dispute evidence", command.ids[1])
    return evidence
