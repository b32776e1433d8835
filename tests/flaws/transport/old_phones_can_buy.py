"""Some customers have old phones, so TLS 1.0 was switched on again; the ciphers had to be loosened for it."""

import warnings
from collections.abc import Callable
from typing import Any

must = ("TR-01",)
may = ()
replaces = "reference_app.transport:serving"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def serving(settings: Any) -> Any:
        import ssl

        context = original(settings)
        if context is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    return serving
