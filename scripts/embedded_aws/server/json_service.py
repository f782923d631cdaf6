"""Serve an AWS JSON service which MiniStack lacks: one handler for each operation."""

import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import error_response_json

from scripts.embedded_aws.server.wire import Response

Operations = dict[str, Callable[[dict[str, Any]], Response]]


def serve(service: str, operations: Operations) -> None:
    """Answer requests to `service`, whose name is its IAM prefix too (for --auth)."""

    async def handle(
        _method: str, _path: str, headers: dict[str, str], body: bytes, _query: dict[str, Any]
    ) -> Response:
        operation = headers.get("x-amz-target", "").split(".")[-1]
        if operation not in operations:
            return error_response_json("InvalidAction", f"Unknown action: {operation}", 400)
        return operations[operation](json.loads(body or b"{}"))

    app.SERVICE_HANDLERS[service] = handle
    iam_actions.SERVICE_TO_IAM_NAMESPACE[service] = service
