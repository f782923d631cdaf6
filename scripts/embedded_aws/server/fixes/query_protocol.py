"""Services of the query protocol: an ampersand in a description is written as XML wants it.

MiniStack 1.5.33 forgets this for EC2 and ElastiCache descriptions, among others.
"""

import re
from typing import Any

from ministack import app

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_FORM = "application/x-www-form-urlencoded"
_BARE_AMPERSAND = re.compile(rb"&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)", re.IGNORECASE)


@around(app, "_dispatch_service_request")
async def escape_ampersands(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
    request_id: str,
) -> Response:
    response: Response = await original(method, path, headers, body, query, request_id)
    status, answer_headers, answer = response
    form = headers.get("content-type", "").startswith(_FORM)
    if not form or not isinstance(answer, (bytes, str)):
        return response
    text = answer.encode() if isinstance(answer, str) else answer
    return status, answer_headers, _BARE_AMPERSAND.sub(b"&amp;", text)
