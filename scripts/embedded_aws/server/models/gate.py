"""Refuse each request that botocore's model of its operation does not allow."""

from pathlib import Path
from typing import Any

from ministack import app

from scripts.embedded_aws.server.models.catalogue import Catalogue, Operation, Request
from scripts.embedded_aws.server.models.constraints import violations
from scripts.embedded_aws.server.models.filters import unknown_filters
from scripts.embedded_aws.server.models.parameters import MalformedError, parameters
from scripts.embedded_aws.server.models.refusals import (
    refuse,
    refuse_filter,
    refuse_malformed,
)
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response


def check_requests(directory: Path) -> None:
    """Check all requests from now on; `directory` is the folder `data` of a botocore."""
    models = Catalogue(directory)

    @around(app, "_dispatch_service_request")
    async def refuse_what_no_model_allows(
        original: Handler,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query: dict[str, Any],
        request_id: str,
    ) -> Response:
        request = Request(method, path, headers, body, query)
        operation = models.operation(request)
        refusal = operation and refusal_of(operation, request)
        if refusal:
            return refusal
        response: Response = await original(method, path, headers, body, query, request_id)
        return response


def refusal_of(operation: Operation, request: Request) -> Response | None:
    """The answer to a request that its model does not allow."""
    try:
        given = parameters(operation, request)
    except MalformedError as problem:
        return refuse_malformed(operation, str(problem))
    shape = operation.model.input_shape
    found = list(violations(given, shape)) if shape else []
    if found:
        return refuse(operation, found)
    return next(
        (refuse_filter(operation, each) for each in unknown_filters(operation, given)), None
    )
