"""Which certificates the engine accepts."""

from collections.abc import Callable
from typing import Any

import certifi
import gevent.ssl  # type: ignore[import-untyped]

from scripts.commands.load_test.plan import LoadPlan

ContextFactory = Callable[..., Any]


def trust_of(plan: LoadPlan) -> ContextFactory:
    """Makes every connection of a run share one context; loading authorities takes long."""
    context: Any = gevent.ssl.create_default_context(cafile=plan.ca or certifi.where())
    if plan.insecure:
        context.check_hostname = False
        context.verify_mode = gevent.ssl.CERT_NONE

    # geventhttpclient passes the authorities it would take.
    def context_factory(cafile: str | None = None) -> Any:  # noqa: ARG001
        return context

    return context_factory
