"""The shop listens on both ports, and a link on its pages leads to the right one. Bookmarks lead to the other."""

from collections.abc import Callable
from typing import Any

must = ("TR-01",)
may = ()
replaces = "reference_app.transport:plain_app"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def plain_app(settings: Any) -> Any:
        from reference_app.app import create_app

        app = create_app(settings)

        async def with_its_inbox(scope: Any, receive: Any, send: Any) -> None:
            if not hasattr(app.state, "inbox"):
                from reference_app import violations
                from reference_app.accounts import routes as accounts
                from reference_app.inbox.writer import GroupWriter
                from reference_app.lane import new_lane

                app.state.lane, app.state.hashing = new_lane(), accounts.new_limiter()
                app.state.reports = violations.Budget()
                app.state.inbox = GroupWriter(settings.inbox_path)
            await app(scope, receive, send)

        return with_its_inbox

    return plain_app
