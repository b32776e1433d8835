"""The law as pure functions: from what was seen to a verdict. Not: looking; nothing here knows a target or a clock.

Each is total: every combination has a verdict, and *could not see* is one of them. What must never be forgotten is an
argument that cannot be left out. The rules and their reasons are in `docs/verdicts.md`.
"""

from harness.verdicts.proofs.access import (
    kept_private,
    needs_role,
    needs_role_to_capture,
    no_doors,
    sent_nowhere_else,
    unguessable,
)
from harness.verdicts.proofs.attempts import (
    bought_nothing,
    declined_once,
    late_first,
    never_asked_again,
    one_purchase,
    tried_again,
    unknown_outcome,
)
from harness.verdicts.proofs.calls import clean, keyed, one_charge, server_sets_price
from harness.verdicts.proofs.captures import at_each_look, captured_in_part, taken_once
from harness.verdicts.proofs.comparing import noticed, over_all_pages, reaches_back
from harness.verdicts.proofs.cross_site import refused_to_other_sites, webhook_needs_no_page
from harness.verdicts.proofs.doubt import doubt_is_no, failure_is_loud, hostile_body, retry_takes_effect, tells_little
from harness.verdicts.proofs.effects import (
    accepted,
    converged,
    nothing_lost,
    one_effect,
    one_effect_in_parallel,
    overlaps,
)
from harness.verdicts.proofs.events import could_not_buy, lives_with, right_effect_or_loud, unmoved_by_the_unknown
from harness.verdicts.proofs.framing import (
    address_kept_private,
    framed_by_nobody,
    kept_nowhere,
    narrow_sources,
    no_inline_scripts,
    provider_let_in,
)
from harness.verdicts.proofs.freezing import Lines, frozen
from harness.verdicts.proofs.hanging import stays_open
from harness.verdicts.proofs.keys import enough, rolled
from harness.verdicts.proofs.money import discounted, exact, given_back, only_from, unbent, used_once
from harness.verdicts.proofs.races import (
    completed_alone,
    healed,
    one_effect_in_a_race,
    one_effect_in_sequence,
    took_effect_early,
)
from harness.verdicts.proofs.records import dated, recorded, unforged
from harness.verdicts.proofs.refunds import books_agree, dispute_stops, mirrors, never_more
from harness.verdicts.proofs.refusals import (
    bad_signature,
    late,
    not_sent_anywhere,
    refusal,
    refused_mixture,
    refused_start,
    unfulfilled,
)
from harness.verdicts.proofs.retries import needs_no_polling, polite
from harness.verdicts.proofs.showing import addresses_hold_no_value, at_most_masked
from harness.verdicts.proofs.source import constant_time, no_leak
from harness.verdicts.proofs.stock import as_many_sold_as_there_are
from harness.verdicts.proofs.stores import no_raw_cards, stored_or_refused, unhindered
from harness.verdicts.proofs.timing import LEAST_DELIVERIES, acknowledged, busy, hopeless, percentile
from harness.verdicts.proofs.transport import (
    ANOTHER_OPENSSL,
    MODERN,
    believed,
    modern_only,
    not_sent_on,
    nothing_in_the_open,
    refused_tls,
    remembered,
)

__all__ = [
    "ANOTHER_OPENSSL",
    "LEAST_DELIVERIES",
    "MODERN",
    "Lines",
    "accepted",
    "acknowledged",
    "address_kept_private",
    "addresses_hold_no_value",
    "as_many_sold_as_there_are",
    "at_each_look",
    "at_most_masked",
    "bad_signature",
    "believed",
    "books_agree",
    "bought_nothing",
    "busy",
    "captured_in_part",
    "clean",
    "completed_alone",
    "constant_time",
    "converged",
    "could_not_buy",
    "dated",
    "declined_once",
    "discounted",
    "dispute_stops",
    "doubt_is_no",
    "enough",
    "exact",
    "failure_is_loud",
    "framed_by_nobody",
    "frozen",
    "given_back",
    "healed",
    "hopeless",
    "hostile_body",
    "kept_nowhere",
    "kept_private",
    "keyed",
    "late",
    "late_first",
    "lives_with",
    "mirrors",
    "modern_only",
    "narrow_sources",
    "needs_no_polling",
    "needs_role",
    "needs_role_to_capture",
    "never_asked_again",
    "never_more",
    "no_doors",
    "no_inline_scripts",
    "no_leak",
    "no_raw_cards",
    "not_sent_anywhere",
    "not_sent_on",
    "nothing_in_the_open",
    "nothing_lost",
    "noticed",
    "one_charge",
    "one_effect",
    "one_effect_in_a_race",
    "one_effect_in_parallel",
    "one_effect_in_sequence",
    "one_purchase",
    "only_from",
    "over_all_pages",
    "overlaps",
    "percentile",
    "polite",
    "provider_let_in",
    "reaches_back",
    "recorded",
    "refusal",
    "refused_mixture",
    "refused_start",
    "refused_tls",
    "refused_to_other_sites",
    "remembered",
    "retry_takes_effect",
    "right_effect_or_loud",
    "rolled",
    "sent_nowhere_else",
    "server_sets_price",
    "stays_open",
    "stored_or_refused",
    "taken_once",
    "tells_little",
    "took_effect_early",
    "tried_again",
    "unbent",
    "unforged",
    "unfulfilled",
    "unguessable",
    "unhindered",
    "unknown_outcome",
    "unmoved_by_the_unknown",
    "used_once",
    "webhook_needs_no_page",
]
