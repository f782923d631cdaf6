"""The error by which a service refuses a request that its model does not allow."""

import json
import uuid
from collections.abc import Sequence
from xml.sax.saxutils import escape

from scripts.embedded_aws.server.models.catalogue import Operation
from scripts.embedded_aws.server.models.constraints import Violation
from scripts.embedded_aws.server.wire import Response

# (missing member, any other violation), from "Common errors" of each API reference, 2026-11.
_CODES_OF_PROTOCOLS = {
    "json": ("ValidationException", "ValidationException"),
    "rest-json": ("ValidationException", "ValidationException"),
    "rest-xml": ("InvalidInput", "InvalidInput"),
    "query": ("ValidationError", "ValidationError"),
    "ec2": ("MissingParameter", "InvalidParameterValue"),
}
# Where the operations of a service have codes of their own (their "Errors", 2026-11).
CODES_OF_SERVICES = {
    "backup": ("MissingParameterValueException", "InvalidParameterValueException"),
    "ecr": ("InvalidParameterException", "InvalidParameterException"),
    "ecs": ("InvalidParameterException", "InvalidParameterException"),
    "efs": ("BadRequest", "BadRequest"),
    # "The parameter X must be provided and must not be blank."
    # https://github.com/hashicorp/terraform-provider-aws/pull/7326
    "elasticache": ("InvalidParameterValue", "InvalidParameterValue"),
    "logs": ("InvalidParameterException", "InvalidParameterException"),
    "rds": ("InvalidParameterValue", "InvalidParameterValue"),
    "service-quotas": ("IllegalArgumentException", "IllegalArgumentException"),
    "s3": ("MalformedXML", "MalformedXML"),
    "sns": ("InvalidParameter", "InvalidParameter"),
}
_MALFORMED = {
    "json": "SerializationException",
    "rest-json": "SerializationException",
    "rest-xml": "MalformedXML",
    "query": "MalformedInput",
    "ec2": "InvalidParameterValue",
}
_BAD_REQUEST = 400


def refuse(operation: Operation, found: Sequence[Violation]) -> Response:
    """Refuse a request for what its model does not allow."""
    missing, other = CODES_OF_SERVICES.get(
        operation.service, _CODES_OF_PROTOCOLS[operation.protocol]
    )
    if operation.service == "s3" and not _is_in_body(operation, found[0]):
        missing = other = "InvalidArgument"
    errors = "error" if len(found) == 1 else "errors"
    message = f"{len(found)} validation {errors} detected: {'; '.join(map(str, found))}"
    return _answer(operation, missing if found[0].is_missing else other, message)


def _is_in_body(operation: Operation, violation: Violation) -> bool:
    top = violation.path.partition(".")[0].lower()
    members = operation.model.input_shape.members.items()
    return all("location" not in m.serialization for name, m in members if name.lower() == top)


def refuse_malformed(operation: Operation, problem: str) -> Response:
    """Refuse a request whose body or values are not of the model's types."""
    return _answer(operation, _MALFORMED[operation.protocol], problem)


def refuse_filter(operation: Operation, name: str) -> Response:
    """Refuse a filter that the operation does not have."""
    return _answer(operation, "InvalidParameterValue", f"The filter '{name}' is invalid")


def _answer(operation: Operation, code: str, message: str) -> Response:
    identifier = str(uuid.uuid4())
    if operation.protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": message})
        kind = "application/x-amz-json-1.1" if operation.protocol == "json" else "application/json"
        headers = {"Content-Type": kind, "x-amzn-ErrorType": code}
        return _BAD_REQUEST, {**headers, "x-amzn-RequestId": identifier}, body.encode()
    error = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    body = _envelope(operation, error, identifier)
    return _BAD_REQUEST, {"Content-Type": "text/xml"}, f"<?xml version='1.0'?>{body}".encode()


def _envelope(operation: Operation, error: str, identifier: str) -> str:
    if operation.protocol == "ec2":
        errors = f"<Errors><Error>{error}</Error></Errors>"
        return f"<Response>{errors}<RequestID>{identifier}</RequestID></Response>"
    request = f"<RequestId>{identifier}</RequestId>"
    if operation.service == "s3":
        return f"<Error>{error}{request}</Error>"
    sent = f"<Error><Type>Sender</Type>{error}</Error>"
    return f"<ErrorResponse>{sent}{request}</ErrorResponse>"
