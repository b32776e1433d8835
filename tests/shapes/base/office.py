"""Where staff keeps the webhook's secret, and learns where webhooks go. Not: what else staff does."""

import hmac
import logging
import secrets
from dataclasses import replace

import kept
from flask import abort, request
from settings import is_the_providers

HOOK, SECRET = "HOOK", "PAY_HOOK_SECRET"

log = logging.getLogger("office")


def open_office(shop, settings):
    @shop.put("/office/hook")
    def put_hook():
        """Keep the secret, the first one or another, and say under which id webhooks are taken: always the same."""
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Staff {settings.staff}".encode()):
            log.warning("the office is not open to %s", request.remote_addr)
            return {"problem": "staff only"}, 401
        told = request.get_json(silent=True)
        secret = told.get("secret") if isinstance(told, dict) else None
        if not isinstance(secret, str) or not is_the_providers(secret, ("whsec_",)):
            log.warning("staff at %s: the webhook secret was refused", request.remote_addr)
            return {"problem": "the webhook secret must be the provider's, and begin with whsec_"}, 422
        hook = kept.every(settings.folder).get(HOOK) or secrets.token_hex(8)
        kept.keep(settings.folder, HOOK, hook)
        kept.keep(settings.folder, SECRET, secret)
        log.info("staff at %s: the webhook secret was kept", request.remote_addr)
        return {"hook": hook}


def with_hook(settings, hook):
    """Return the settings with the secret that is kept now, for whoever knows the hook's id; others find nothing."""
    now = kept.every(settings.folder)
    if not hmac.compare_digest(hook.encode(), now.get(HOOK, "").encode()) or not now.get(SECRET):
        abort(404)
    return replace(settings, hook_secret=now[SECRET])
