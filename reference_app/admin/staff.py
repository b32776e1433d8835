"""Protection: only staff comes to the cash desk. Not: what is done there."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from reference_app import audit
from reference_app.refusal import RefusalError

bearer = HTTPBearer(auto_error=False)


def staff_only(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
    """Let in whoever holds the staff token, compared in constant time."""
    wanted = request.app.state.shop.settings.admin_token
    if given is None or not hmac.compare_digest(given.credentials.encode(), wanted.encode()):
        asked = audit.order_named(request.path_params.get("order"))
        audit.record("admin_refused", actor=audit.UNKNOWN, subject=asked, result="refused")
        raise RefusalError(401, "staff_only", "This needs the staff token.", {"WWW-Authenticate": "Bearer"})
