"""AWS JSON services and operations which MiniStack lacks: one handler for each operation."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import error_response_json

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

Operation = Callable[[dict[str, Any]], Response]
Operations = dict[str, Operation]


def serve(service: str, operations: Operations) -> None:
    """Answer requests to `service`, whose name is its IAM prefix too (for --auth)."""

    async def handle(
        _method: str, _path: str, headers: dict[str, str], body: bytes, _query: dict[str, Any]
    ) -> Response:
        operation = _operation(headers)
        if operation not in operations:
            return error_response_json("InvalidAction", f"Unknown action: {operation}", 400)
        return operations[operation](json.loads(body or b"{}"))

    app.SERVICE_HANDLERS[service] = handle
    iam_actions.SERVICE_TO_IAM_NAMESPACE[service] = service


def operation(module: ModuleType, name: str) -> Callable[[Operation], Operation]:
    """Decorate `f(request)`: it answers this operation of a service that MiniStack has."""

    def install(answer: Operation) -> Operation:
        @around(module, "handle_request")
        async def handle(
            original: Handler,
            method: str,
            path: str,
            headers: dict[str, str],
            body: bytes,
            query: dict[str, Any],
        ) -> Response:
            if _operation(headers) == name:
                return answer(json.loads(body or b"{}"))
            response: Response = await original(method, path, headers, body, query)
            return response

        return answer

    return install


def _operation(headers: dict[str, str]) -> str:
    return headers.get("x-amz-target", "").rpartition(".")[2]
