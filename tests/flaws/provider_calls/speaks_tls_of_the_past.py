"""An old appliance in the way knew nothing newer than TLS 1.0, so the client agrees to whatever it is offered."""

import warnings
from collections.abc import Callable
from typing import Any

must = ("API-07",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.api:session"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def session() -> Any:
        import ssl

        from requests.adapters import HTTPAdapter

        class Old(HTTPAdapter):
            def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
                context = ssl.create_default_context()
                context.set_ciphers("ALL:@SECLEVEL=0")
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    context.minimum_version = ssl.TLSVersion.TLSv1
                super().init_poolmanager(*args, **{**kwargs, "ssl_context": context})

        made = original()
        made.mount("https://", Old())
        return made

    return session
