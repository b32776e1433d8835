"""SEC: without its secrets the process does not serve, and nobody finds them in its source."""

from __future__ import annotations

import pytest

from harness.scenario import (
    Judge,
    Moot,
    Scan,
    Target,
    control,
    crawl,
    keys,
    of_the_shop,
    proofs,
    search_secrets,
    stimuli,
)

SPOILT: dict[str, str | None] = {"missing": None, "empty": "", "blank": "   ", "placeholder": "changeme"}


@pytest.mark.lifecycle
@control("SEC-01", stimulus="secret-key")
@stimuli(**SPOILT, template="sk_test_...")
def test_it_does_not_start_without_its_api_key(startup: Target, stimulus: str | None, verdict: Judge) -> None:
    """A shop without its key must say so at once, and not at the first customer."""
    _judge_start(startup, "secret_key", stimulus, verdict)


@pytest.mark.lifecycle
@control("SEC-01", stimulus="webhook-secret")
@stimuli(**SPOILT, template="whsec_...")
def test_it_does_not_start_without_its_webhook_secret(startup: Target, stimulus: str | None, verdict: Judge) -> None:
    """An unset secret often becomes an empty key, and then anybody can sign; a template's is known to everybody."""
    _judge_start(startup, "webhook_secret", stimulus, verdict)


def _judge_start(startup: Target, setting: str, value: str | None, verdict: Judge) -> None:
    variable = keys.told(startup, setting)
    twin_ready = startup.starts_rightly()

    start = startup.start_with(variable, value)

    verdict(proofs.refused_start(start, twin_ready=twin_ready))


@of_the_shop
@control("SEC-02", stimulus="tree")
def test_no_key_stands_in_the_source(target: Target, verdict: Judge) -> None:
    """Whoever has the source has the key: colleagues of years ago, a laptop, whoever finds a mirror."""
    files = target.stores.everything()
    path = target.webhook_path_as_written

    verdict(proofs.no_leak(target.stores.keys(files), searched=files, canary=path, looked_for="key"))


@of_the_shop
@control("SEC-02", stimulus="history")
def test_no_key_stands_in_the_history(target: Target, verdict: Judge) -> None:
    """A key that was taken out of the file is still in every clone."""
    added = target.stores.history()

    verdict(proofs.no_leak(target.stores.keys(added), searched=added, canary=None, looked_for="key"))


@of_the_shop
@control("SEC-03", stimulus="pages")
def test_pages_and_scripts_hold_no_secret(target: Target, verdict: Judge) -> None:
    """A settings object that was handed to the template, a variable that the bundler copied: the browser has it all."""
    order = target.order("sample")
    found = crawl.pages(target, order)
    if target.descriptor.checkout.page is None and not any(crawl.is_markup(text) for text in found.values()):
        raise Moot("the target serves no page: / has none, and [checkout] page names none")

    verdict(proofs.clean(_search(target, found, list(order.values.values())), looked_for="secret", needs=PAGE))


@of_the_shop
@control("SEC-03", stimulus="replies")
def test_replies_hold_no_secret(target: Target, verdict: Judge) -> None:
    """What the checkout and the order's own address answer is for the browser too."""
    tried = target.try_checkout()
    order = target.order_of("sample", tried)
    read = target.descriptor.order.buyers_read
    replies = [tried.replied, *([order.browser.send(read, order.values)] if read else [])]

    texts = {replied.told: replied.text for replied in replies}
    verdict(proofs.clean(_search(target, texts, list(order.values.values())), looked_for="secret", needs=PAGE))


PAGE = "[checkout] page: the page on which the buyer pays"


def _search(target: Target, texts: dict[str, str], canaries: list[str]) -> Scan:
    """Search what a browser gets for the target's secrets; its publishable key may be there, and is a canary."""
    given = target.instance.settings[target.provider]
    harmless = [*(word for word in canaries if len(word) > 8), given["publishable_key"], target.product.sku]
    return search_secrets(texts, secrets=target.secrets(), canaries=harmless, kind="pages and replies")
