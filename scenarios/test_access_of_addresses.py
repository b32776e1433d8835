"""AC: where a buyer is sent after paying is the shop's word alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from harness.scenario import (
    Change,
    Judge,
    Replied,
    Target,
    addresses,
    control,
    fresh_key,
    of_the_shop,
    proofs,
    stimuli,
    ways,
    with_fields,
    with_headers,
    with_query,
)

Address = Callable[[Target], str]


@of_the_shop
@control("AC-03", "input")
@stimuli(
    foreign_host=lambda _target: f"https://{addresses.ELSEWHERE}/pay",
    two_slashes=lambda _target: f"//{addresses.ELSEWHERE}/pay",
    backslashes=lambda _target: f"\\\\{addresses.ELSEWHERE}/pay",
    script=lambda _target: f"javascript:location='//{addresses.ELSEWHERE}'",
    begins_with_ours=lambda target: f"{target.instance.base_url}@{addresses.ELSEWHERE}/pay",
    ours_as_a_label=lambda _target: f"http://127.0.0.1.{addresses.ELSEWHERE}/pay",
)
def test_what_a_client_sends_leads_nobody_elsewhere(target: Target, stimulus: Address, verdict: Judge) -> None:
    """A page that looks like the shop's, opened by the provider itself right after paying, asks for the card again."""
    fields = dict.fromkeys(addresses.PARAMETERS, stimulus(target))
    tried = f"{stimulus(target)} as {', '.join(addresses.PARAMETERS[:3])} …"

    _judge(target, tried, verdict, changes=(with_fields(fields), with_query(fields)), query=fields)


@of_the_shop
@control("AC-03")
@stimuli(
    host_header={"Host": "{host}", "X-Forwarded-Host": "{host}", "Forwarded": "host={host}"},
    page_of_another_site={"Origin": "https://{host}", "Referer": "https://{host}/"},
)
def test_headers_lead_nobody_elsewhere(target: Target, stimulus: dict[str, str], verdict: Judge) -> None:
    """The base of every address is configuration: what a client, or another site's page, sends along is not."""
    foreign = {name: value.format(host=addresses.ELSEWHERE) for name, value in stimulus.items()}
    name, value = next(iter(foreign.items()))

    _judge(target, f"{name}: {value}", verdict, changes=(with_headers(foreign),), query={})


def _judge(target: Target, tried: str, verdict: Judge, *, changes: Sequence[Change], query: Mapping[str, str]) -> None:
    since = target.sandbox.position()
    replies = [reply for change in (None, *changes) for reply in _checked_out(target, change)]
    if target.descriptor.return_ is not None:
        replies.append(target.open_return_page(target.order("sample"), query))
    seen = addresses.given_to_the_provider(target, since)
    seen += [one for reply in replies for one in addresses.of_reply(reply)]

    elsewhere = [(where, address) for where, address in seen if addresses.leads_elsewhere(address)]
    verdict(proofs.sent_nowhere_else(tried, elsewhere=elsewhere, honest=len(seen)))


def _checked_out(target: Target, change: Change | None) -> list[Replied]:
    """Check out once in each declared way, and return the last reply of each."""
    more = {"payment_method": target.sandbox.instruments.good_method, "attempt": fresh_key()}
    return [target.try_checkout(way=way, change=change, more=more).replied for way in ways(target.descriptor)]
