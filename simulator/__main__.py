"""The command of the simulator: `python -m simulator`, which is `assay sandbox`. Not: serving."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from simulator import card, keeping, server, snapshot
from simulator.delivery.address import BadUrl, parse
from simulator.providers import PLACES
from simulator.providers import chosen as chosen_providers
from simulator.schedules.variations import UnknownVariationError, chosen

T = TypeVar("T")

HINTS = {
    "stripe": "stripe.StripeClient('{secret_key:.15}…', base_addresses={{'api': '{base_url}'}})",
    "paypal": "POST {base_url}/v1/oauth2/token; its SDKs fix their host: see docs/sandbox.md",
    "square": "square.Square(token='{access_token:.12}…', base_url='{base_url}')",
}
"""How an SDK is pointed at a provider, by provider."""


@click.command(name="sandbox", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON on stdout when ready, and nothing else.")
@click.option(
    "--webhook-url", "webhook_urls", multiple=True, metavar="PROVIDER=URL", help="Where a provider's events are sent."
)
@click.option(
    "--port-base",
    type=click.IntRange(1, 65_500),
    metavar="N",
    help="Control on port N, the providers on N+1 …, then those over HTTPS.",
)
@click.option("--seed", type=click.IntRange(0), metavar="N", help="What is made up (the ends of ids) comes from it.")
@click.option("--any-key", is_flag=True, help="Every well-formed test key, and every client id, is a world of its own.")
@click.option(
    "--vary", multiple=True, metavar="SET", help="What providers do not promise they do otherwise: a set, or all."
)
@click.option("--allow-host", "hosts", multiple=True, metavar="HOST", help="A host off loopback that may get webhooks.")
@click.option(
    "--provider",
    "names",
    multiple=True,
    type=click.Choice(list(PLACES)),
    help="Run this one (again for more); else all.",
)
@click.option(
    "--load", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Begin with the world in FILE."
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the world to FILE when it stops, with its made-up keys.",
)
@click.option("--stop-with-stdin", is_flag=True, hidden=True)
def sandbox(
    as_json: bool,
    webhook_urls: tuple[str, ...],
    port_base: int | None,
    seed: int | None,
    any_key: bool,
    vary: tuple[str, ...],
    hosts: tuple[str, ...],
    names: tuple[str, ...],
    load: Path | None,
    save: Path | None,
    stop_with_stdin: bool,
) -> None:
    """Run the payment providers on this machine, for the official SDKs and your own tests."""
    if load is not None and seed is not None:
        raise click.UsageError("--seed is for a new world: the one of --load has a seed of its own")
    if load is not None and vary:
        raise click.UsageError("--vary is for a new world: the one of --load varies as it did when it was saved")
    loaded = None if load is None else _kept(keeping.load, load)
    if save is not None:
        _kept(keeping.check_place, save)
    settings = server.Settings(
        providers=chosen_providers(names),
        webhook_urls=_by_provider(webhook_urls, hosts, names),
        port_base=port_base,
        ports=keeping.ports(loaded),
        seed=seed,
        any_key=any_key,
        variations=_variations(vary),
        allowed_hosts=hosts,
        load=loaded,
        save=save,
        card=None if stop_with_stdin else Path(card.NAME),
        stop_with_stdin=stop_with_stdin,
    )
    try:
        server.run(settings, _say_json if as_json else _say_text)
    except (server.PortTaken, keeping.NotKept) as told:
        _refuse(told)
    except snapshot.BrokenSnapshot as broken:
        _refuse(f"{load}: {broken}")


def _kept(do: Callable[[Path], T], file: Path) -> T:
    try:
        return do(file)
    except keeping.NotKept as told:
        _refuse(told)


def _refuse(why: object) -> NoReturn:
    click.echo(f"assay sandbox: {why}", err=True)
    sys.exit(2)


def _variations(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the variation sets. One that there is not is a usage error, with exit code 2."""
    try:
        return chosen(asked)
    except UnknownVariationError as unknown:
        raise click.BadParameter(str(unknown), param_hint="--vary") from None


def _by_provider(given: tuple[str, ...], hosts: tuple[str, ...], names: tuple[str, ...]) -> dict[str, str]:
    """Return the webhook URLs by provider. What cannot be one is a usage error, with exit code 2."""
    urls: dict[str, str] = {}
    for text in given:
        name, equals, url = text.partition("=")
        if not equals or name not in (names or PLACES):
            known = ", ".join(names or PLACES)
            raise click.BadParameter(f"{text!r}: write PROVIDER=URL, with one of: {known}", param_hint="--webhook-url")
        try:
            parse(url, hosts)
        except BadUrl as broken:
            raise click.BadParameter(str(broken), param_hint="--webhook-url") from None
        urls[name] = url
    return urls


def _say_json(told: Mapping[str, Any]) -> None:
    click.echo(json.dumps({**told, "pid": os.getpid()}, separators=(",", ":")))


def _say_text(told: Mapping[str, Any]) -> None:
    control = told["control"]
    for name in PLACES:
        if name not in told:
            continue
        keys = told[name]
        click.echo(f"{name} (simulator): {keys['base_url']}")
        for what, value in keys.items():
            if what != "base_url":
                click.echo(f"  {what.replace('_', ' '):16} {value}")
        click.echo(f"  {HINTS[name].format(**keys)}")
    click.echo(f"control: {control['base_url']} (documented at /openapi.json)")
    click.echo(f"  token            {control['token']}")
    click.echo(f"page: {told['page']}")
    click.echo("  lets in who opens it first; later it asks for the token")
    click.echo("Stop with Ctrl-C.")


if __name__ == "__main__":
    sandbox()
