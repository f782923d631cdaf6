"""Names of AWS services, for requests to services that MiniStack does not have."""

from functools import cache
from typing import Any

import botocore.session
from ministack.core import router

from scripts.embedded_aws.server.patching import around


@cache
def _directories() -> frozenset[str]:
    """Services by botocore's own names, which need no model to be loaded."""
    return frozenset(botocore.session.get_session().get_available_services())


@around(router, "_is_aws_service_name")
def is_aws_service_name(original: Any, scope_name: str) -> bool:
    """Whether AWS has it; MiniStack loads all 450 models for that, which takes seconds."""
    return scope_name in _directories() or bool(original(scope_name))
