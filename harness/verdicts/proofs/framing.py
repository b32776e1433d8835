"""Proofs about the headers that frame a payment page in. Not: what a browser then blocks, nor reading a policy.

Only what is enforced counts: a policy that only reports stops nobody. Where there are several, what one of them forbids
is forbidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness import csp
from harness.csp import Policy
from harness.observation import Page, Script
from harness.provider_hosts import Hosts
from harness.verdicts.verdict import Verdict, fail, not_applicable, not_observable, passed

PURPOSES: dict[csp.Directive, str] = {
    "script-src-elem": "scripts",
    "connect-src": "connections",
    "frame-src": "frames",
    "form-action": "forms",
}
REFERRER = (
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
)
TELLS_ALL = ("unsafe-url", "no-referrer-when-downgrade")
"""They tell another site the whole address, order and all, wherever the other site is served over https too."""
PAGE = "[checkout] page: the page on which the buyer pays"
OPENS_THE_DOOR = ("unsafe-eval", "unsafe-hashes")
SHORTEST_NONCE = 22
"""Characters of base64 that hold 128 bits (CSP 3, 7.1)."""


def narrow_sources(page: Page, known: Sequence[Hosts] = ()) -> Verdict:
    """Judge that scripts, frames, connections and forms are limited to named places; `known` are the provider's."""
    if shut := _unseen(page):
        return shut
    policies = _enforced(page)
    if not policies:
        return fail(_none(page))
    asked = {directive: what for directive, what in PURPOSES.items() if page.hosts_fields or directive != "frame-src"}
    faults = [fault for directive, what in asked.items() if (fault := _wide(policies, directive, what))]
    if faults:
        return fail("; ".join(faults), advice=_remarks(page, policies, known))
    limited = ", ".join(asked.values())
    return passed(f"the policy limits {limited} to places that it names", advice=_remarks(page, policies, known))


def no_inline_scripts(page: Page, again: Page) -> Verdict:
    """Judge that a script written into the page does not run; `again` is the same page, asked for once more.

    A nonce protects only because nobody can know it: one that both pages carry is known to whoever has seen either.
    """
    if shut := _unseen(page):
        return shut
    policies = _enforced(page)
    if not policies:
        return fail(_none(page))
    faults = [_inline(policies, kind) for kind in ("script-src-elem", "script-src-attr")]
    if any(faults):
        return fail("; ".join(dict.fromkeys(fault for fault in faults if fault)))
    used, later = _nonces(policies), _nonces(_enforced(again))
    if kept := sorted(used & later):
        return fail(f"the nonce is no nonce: {len(kept)} of them came twice, on two copies of the page")
    short = tuple(
        f"a nonce has {len(nonce)} characters; {SHORTEST_NONCE} of base64 hold the 128 bits that it should have"
        for nonce in sorted(used)
        if len(nonce) < SHORTEST_NONCE
    )
    return passed("a script that is written into the page does not run", advice=short)


def provider_let_in(page: Page, known: Sequence[Hosts]) -> Verdict:
    """Judge that the policy lets in the provider whose script the page loads; `known` are the places it may come from.

    Buyers whose browsers block the fields, or the bank's question, cannot pay, and the policy is then switched off.
    """
    if shut := _unseen(page):
        return shut
    found = [(script, hosts) for script in page.scripts for hosts in known if script.origin == hosts.script]
    if not found:
        return not_applicable("the page's markup names no script of the provider; it may be loaded by another script")
    policies = _enforced(page)
    if not policies:
        return not_applicable("there is no policy that could shut the provider out, which is judged beside this")
    script, hosts = found[0]
    shut_out = [f"its script {script.src} by script-src"] if _script_blocked(policies, script, page) else []
    shut_out += [
        f"its frames of {host} by frame-src" for host in hosts.frames if _blocked(policies, "frame-src", host, page)
    ]
    shut_out += [
        f"calls to {host} by connect-src" for host in hosts.calls if _blocked(policies, "connect-src", host, page)
    ]
    if shut_out:
        return fail(f"the policy shuts the provider out: {', '.join(shut_out)}")
    return passed(f"the policy lets in the provider's script, frames and calls at {hosts.script}")


def framed_by_nobody(page: Page) -> Verdict:
    """Judge that other sites cannot show the page in a frame of theirs."""
    if shut := _unseen(page):
        return shut
    if not page.hosts_fields:
        return not_applicable("the page has no payment fields: it sends the buyer on to the provider")
    headers = [policy for value in page.policies for policy in csp.parse(value)]
    named = [sources for policy in headers if (sources := policy.sources("frame-ancestors")) is not None]
    if narrow := [sources for sources in named if not csp.broad("frame-ancestors", sources)]:
        return passed(f"frame-ancestors {' '.join(narrow[0])}")
    if named:
        return fail(f"frame-ancestors lets in nearly everybody: {' '.join(named[0])}")
    if (page.frame_options or "").strip().lower() in ("deny", "sameorigin"):
        old = f"X-Frame-Options: {page.frame_options} is obsolete, and knows no list: send frame-ancestors"
        return passed("X-Frame-Options keeps other sites from framing the page", advice=(old,))
    return fail(f"any site can show the page in a frame: {_why_no_ancestors(page)}")


def kept_nowhere(page: Page) -> Verdict:
    """Judge that neither the browser nor a proxy keeps a copy of the page."""
    if shut := _unseen(page):
        return shut
    words = [word.strip().lower() for word in (page.cache_control or "").split(",")]
    if "no-store" in words:
        return passed(f"Cache-Control: {page.cache_control}")
    sent = f"Cache-Control: {page.cache_control}" if page.cache_control else "there is no Cache-Control"
    return fail(f"the page may be kept: {sent}, without no-store")


def address_kept_private(page: Page) -> Verdict:
    """Judge that other sites are not told the page's whole address by Referer."""
    if shut := _unseen(page):
        return shut
    words = [word.strip().lower() for word in (page.referrer_policy or "").split(",")]
    known = [word for word in words if word in REFERRER]
    if not known:
        said = f"{page.referrer_policy!r} is none that browsers know" if page.referrer_policy else "it sends none"
        return fail(f"no referrer policy: {said}, so each browser's own default decides", severity="low")
    if known[-1] in TELLS_ALL:
        return fail(f"Referrer-Policy {known[-1]} tells other sites the page's whole address")
    return passed(f"Referrer-Policy {known[-1]}")


def _unseen(page: Page) -> Verdict | None:
    if page.status != 200 or not page.is_markup:
        what = f"answered {page.status}" if page.status != 200 else "is no page but data"
        return not_observable(f"the payment page cannot be reached: {page.url} {what}", needs=PAGE)
    return None


def _enforced(page: Page) -> list[Policy]:
    headers = [policy for value in page.policies for policy in csp.parse(value)]
    return headers + [policy for value in page.in_meta for policy in csp.parse(value, meta=True)]


def _none(page: Page) -> str:
    if page.report_only:
        return "the policy is only reported and stops nothing: Content-Security-Policy-Report-Only, and no other"
    return "the page sends no Content-Security-Policy"


def _wide(policies: Sequence[Policy], directive: csp.Directive, what: str) -> str | None:
    """Return what is wrong if no policy limits `directive`."""
    fault = None
    for policy in policies:
        sources = policy.sources(directive)
        if sources is None:
            fault = fault or f"{what} are not limited: there is no {_written(directive)}{_no_default(directive)}"
        elif broad := csp.broad(directive, sources):
            fault = f"{what} are not limited: {policy.governing(directive)} has {' '.join(broad)}"
        else:
            return None
    return fault


def _written(directive: str) -> str:
    return "script-src" if directive.startswith("script-src") else directive


def _no_default(directive: str) -> str:
    return " nor default-src" if directive in csp.FALLBACKS else ", for which default-src does not stand in"


def _inline(policies: Sequence[Policy], kind: str) -> str | None:
    """Return what is wrong if no policy keeps inline scripts of this kind from running."""
    fault = None
    for policy in policies:
        sources = policy.sources(kind)
        if sources is None:
            fault = fault or "any inline script runs: there is no script-src nor default-src"
        elif csp.inline_runs(sources):
            fault = f"any inline script runs: {policy.governing(kind)} has 'unsafe-inline' and neither nonce nor hash"
        else:
            return None
    return fault


def _nonces(policies: Sequence[Policy]) -> set[str]:
    sources = [source for policy in policies for source in policy.sources("script-src-elem") or ()]
    return set(csp.nonces(sources))


def _blocked(policies: Sequence[Policy], directive: str, host: str, page: Page) -> bool:
    governing = [policy.sources(directive) for policy in policies]
    return any(sources is not None and not csp.allows(sources, f"{host}/", page.url) for sources in governing)


def _script_blocked(policies: Sequence[Policy], script: Script, page: Page) -> bool:
    governing = [sources for policy in policies if (sources := policy.sources("script-src-elem")) is not None]
    return any(not _runs(sources, script, page) for sources in governing)


def _runs(sources: Sequence[str], script: Script, page: Page) -> bool:
    nonces = csp.nonces(sources)
    if script.nonce in nonces or (csp.keyed(sources) and not nonces):  # by a hash: that is not computed here
        return True
    return not csp.says(sources, "strict-dynamic") and csp.allows(sources, script.src or "", page.url)


def _why_no_ancestors(page: Page) -> str:
    if any("frame-ancestors" in policy.lower() for policy in page.in_meta):
        return "frame-ancestors stands in a <meta> element, where browsers ignore it"
    if any("frame-ancestors" in policy.lower() for policy in page.report_only):
        return "frame-ancestors is only reported"
    return "there is no frame-ancestors, for which default-src does not stand in"


def _remarks(page: Page, policies: Sequence[Policy], known: Sequence[Hosts]) -> tuple[str, ...]:
    scripts = [source for policy in policies for source in policy.sources("script-src-elem") or ()]
    remarks = [f"script-src has '{word}'" for word in OPENS_THE_DOOR if csp.says(scripts, word)]
    published = tuple(f"*.{hosts.script.partition('://')[2]}" for hosts in known)
    wild = dict.fromkeys(host for host in csp.wildcard_hosts(scripts) if not host.endswith(published))
    if wild:
        remarks.append(f"script-src trusts every host below {', '.join(wild)}: name those that are needed")
    if all(policy.sources("base-uri") is None for policy in policies):
        remarks.append("there is no base-uri: an injected <base> would send relative addresses elsewhere")
    if all(policy.sources("object-src") is None for policy in policies):
        remarks.append("there is no object-src, nor default-src: send object-src 'none'")
    told = [policy for value in (*page.policies, *page.report_only) for policy in csp.parse(value)]
    if not any(policy.sources(name) for policy in told for name in ("report-to", "report-uri")):
        remarks.append("nobody is told of violations: send report-to, and report-uri for older browsers")
    return tuple(remarks)
