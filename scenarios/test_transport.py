"""TR: what reaches the buyer's browser, how it is protected on its way, and what frames the payment page in."""

from __future__ import annotations

from harness.scenario import Judge, OverTls, Target, control, payment_page, proofs, tried_in_the_open


@control("TR-02", stimulus="sources")
def test_the_policy_names_who_may_take_part(target: Target, verdict: Judge) -> None:
    """What is injected into the page runs, and sends what it has read, only where the policy lets it."""
    page = payment_page.of_order(target, target.order("sample"))

    verdict(proofs.narrow_sources(page, payment_page.known_hosts(target)))


@control("TR-02", stimulus="inline-scripts")
def test_an_inline_script_needs_a_fresh_nonce(target: Target, verdict: Judge) -> None:
    """Most injected scripts are inline: a policy that lets them run is decoration, and so is a nonce known before."""
    order = target.order("sample")
    page, again = payment_page.of_order(target, order), payment_page.of_order(target, order)

    verdict(proofs.no_inline_scripts(page, again))


@control("TR-02", stimulus="provider")
def test_the_policy_lets_the_provider_in(target: Target, verdict: Judge) -> None:
    """A policy under which nobody can pay is switched off within the hour."""
    page = payment_page.of_order(target, target.order("sample"))

    verdict(proofs.provider_let_in(page, payment_page.known_hosts(target)))


@control("TR-02", stimulus="frame-ancestors")
def test_no_other_site_frames_the_page(target: Target, verdict: Judge) -> None:
    """In a frame of a stranger the buyer presses what the stranger has laid over it."""
    page = payment_page.of_order(target, target.order("sample"))

    verdict(proofs.framed_by_nobody(page))


@control("TR-02", stimulus="no-store")
def test_no_copy_of_the_page_is_kept(target: Target, verdict: Judge) -> None:
    """The page names the order and carries what pays it: the next person at that browser has no business with it."""
    page = payment_page.of_order(target, target.order("sample"))

    verdict(proofs.kept_nowhere(page))


@control("TR-02", stimulus="referrer")
def test_other_sites_are_not_told_the_address(target: Target, verdict: Judge) -> None:
    """The address of the page names the order, and in many shops opens it."""
    page = payment_page.of_order(target, target.order("sample"))

    verdict(proofs.address_kept_private(page))


@control("TR-01", stimulus="versions")
def test_only_modern_tls_is_spoken(over_tls: OverTls, verdict: Judge) -> None:
    """TLS 1.0 and 1.1 are broken, and a server that can be talked into them serves everybody a little less safely."""
    verdict(proofs.modern_only(over_tls.place().handshakes()))


@control("TR-01", stimulus="certificate")
def test_the_certificate_is_believed(over_tls: OverTls, verdict: Judge) -> None:
    """Providers deliver nothing where the chain, the name or the date is wrong, and buyers turn round."""
    verdict(proofs.believed(over_tls.place().certificate()))


@control("TR-01", stimulus="hsts")
def test_browsers_are_told_to_use_https_alone(over_tls: OverTls, verdict: Judge) -> None:
    """Without it the first request of every visit is in the open, and whoever answers it chooses what follows."""
    verdict(proofs.remembered(over_tls.hsts(over_tls.place())))


@control("TR-01", stimulus="without-tls")
def test_nothing_is_served_without_tls(over_tls: OverTls, verdict: Judge) -> None:
    """What is said without TLS is read on the way, and a POST that is sent on has already been."""
    place = over_tls.place()
    answers = over_tls.in_the_open(place)
    if place.target is not None:
        with place.target.sandbox.holding_news():
            told = place.target.paid_order("sample")
        answers += tried_in_the_open(place, told)

    modern = any(one.accepted for one in place.handshakes() if one.version in proofs.MODERN)
    verdict(proofs.nothing_in_the_open(answers, modern=modern))
