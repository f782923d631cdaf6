"""Backup: operations by method and path, for those that MiniStack lacks."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from ministack.services import backup

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

# Parts of the path, the body and the query string of a request -> its answer.
Operation = Callable[[tuple[str, ...], dict[str, Any], dict[str, str]], Response]
_operations: list[tuple[str, re.Pattern[str], Operation]] = []


def route(method: str, path: str) -> Callable[[Operation], Operation]:
    """Decorate `f(parts, body, query)`: it answers `path`, in which `{}` is one of the parts.

    A part may hold slashes, as ARNs do; the first pattern that fits is taken.
    """
    pattern = re.compile(re.escape(path.strip("/")).replace(r"\{\}", "(.+)"))

    def install(operation: Operation) -> Operation:
        _operations.append((method, pattern, operation))
        return operation

    return install


@around(backup, "handle_request")
async def answer(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    for wanted, pattern, operation in _operations:
        found = pattern.fullmatch(unquote(path).strip("/"))
        if wanted == method and found:
            single = {k: v[0] if isinstance(v, list) else v for k, v in query.items()}
            return operation(found.groups(), json.loads(body or b"{}"), single)
    response: Response = await original(method, path, headers, body, query)
    return response


def page(found: list[dict[str, Any]], query: dict[str, str], member: str) -> Response:
    """One page of a list."""
    response: Response = backup._paginate(found, query, member)
    return response


def ok(document: dict[str, Any], status: int = 200) -> Response:
    """An answer in JSON."""
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()


def missing(what: str) -> Response:
    """ResourceNotFoundException, which is 400 here."""
    return backup._err("ResourceNotFoundException", what, 400)


def invalid(message: str) -> Response:
    """InvalidParameterValueException."""
    return backup._err("InvalidParameterValueException", message, 400)
