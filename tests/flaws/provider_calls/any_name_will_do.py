"""The provider is reached through a gateway of another name, so names are not compared; its authority still is."""

from collections.abc import Callable
from typing import Any

must = ("API-07",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.api:session"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def session() -> Any:
        from requests.adapters import HTTPAdapter

        class AnyName(HTTPAdapter):
            def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
                super().init_poolmanager(*args, **{**kwargs, "assert_hostname": False})

        made = original()
        made.mount("https://", AnyName())
        return made

    return session
