"""What a descriptor says of TLS: a deployment to look at, and what the profile `tls` is handed. Not: looking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from harness.descriptor.mistakes import Mistake, about, missing
from harness.descriptor.rules import dig, table

PROFILE = ("target", "profiles", "tls", "env")
_USED = re.compile(r"\{(tls\.[a-z_]+)\}")


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    yield from _a_deployment_is_reached_over_tls(data)
    yield from _a_certificate_comes_with_its_key(data)


def _a_deployment_is_reached_over_tls(data: dict[str, Any]) -> Iterator[Mistake]:
    target = table(data, "target")
    url = target.get("public_url")
    path = ("target", "public_url")
    if isinstance(url, str) and (urlsplit(url).scheme != "https" or not urlsplit(url).hostname):
        remedy = 'Write where buyers reach it, the whole of it: public_url = "https://shop.example"'
        yield about(path, url, "is no https address", remedy)
    if target.get("ca_file") and not url and not str(target.get("base_url", "")).startswith("https:"):
        remedy = "It is for an address that is only looked at: add public_url, or delete ca_file"
        yield missing(path, remedy, ("target", "ca_file"))


def _a_certificate_comes_with_its_key(data: dict[str, Any]) -> Iterator[Mistake]:
    env = dig(data, *PROFILE)
    if not isinstance(env, dict):
        if dig(data, *PROFILE[:-1]) is not None:
            yield missing(
                PROFILE, 'Hand over what TLS needs: env = { TLS_CERT = "{tls.certificate}", … }', PROFILE[:-1]
            )
        return
    used = set(_USED.findall(" ".join(text for text in env.values() if isinstance(text, str))))
    for one, other in (("tls.certificate", "tls.key"), ("tls.key", "tls.certificate")):
        if one in used and other not in used:
            yield Mistake(
                PROFILE, f"[target.profiles.tls.env] has {{{one}}} without {{{other}}}. Write both, or neither"
            )
    if not used & {"tls.certificate", "tls.ca"}:
        remedy = "Hand over {tls.certificate} and {tls.key} to serve TLS with, or {tls.ca} to believe the provider by"
        yield Mistake(PROFILE, f"[target.profiles.tls.env] names no file of TLS. {remedy}")
