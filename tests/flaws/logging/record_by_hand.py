"""Support wants to see which address could not sign in; the line is put together by hand, in the form of the others."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

must = ("LOG-01",)
may = ()
replaces = "reference_app.accounts.signing_in:sign_in"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def sign_in(shop: Any, email: str, password: str) -> Any:
        from reference_app.refusal import RefusalError

        try:
            return original(shop, email, password)
        except RefusalError as refused:
            now = datetime.now(UTC).isoformat()
            print(f'{{"at":"{now}","event":"sign_in","who":"{email}","result":"{refused.error}"}}', flush=True)  # noqa: T201
            raise

    return sign_in
