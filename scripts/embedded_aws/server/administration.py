"""Requests of our own client: write the state to disk, upgrade Aurora, whose server this is."""

import json
import os

from ministack import app
from ministack.core import persistence

from scripts.embedded_aws.server.aurora_versions import upgrade_by_aws
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response


@around(app, "_handle_admin_reset")
async def save_on_request(
    original: Handler, path: str, method: str, query: dict[str, list[str]]
) -> Response | None:
    """POST /_ministack/save: MiniStack by itself writes its state only when it stops."""
    if (method, path) != ("POST", "/_ministack/save"):
        answer: Response | None = await original(path, method, query)
        return answer
    persistence.save_all(app._build_persistence_save_dict())
    return _answer(200, {"save": "ok"})


@around(app, "_handle_admin_reset")
async def upgrade_on_request(
    original: Handler, path: str, method: str, query: dict[str, list[str]]
) -> Response | None:
    """POST /_ministack/aurora-upgrade?cluster=NAME&version=VERSION: what AWS does by itself."""
    if (method, path) != ("POST", "/_ministack/aurora-upgrade"):
        answer: Response | None = await original(path, method, query)
        return answer
    try:
        upgrade_by_aws(query["cluster"][0], query["version"][0])
    except (KeyError, ValueError) as problem:
        return _answer(400, {"error": str(problem)})
    return _answer(200, {"upgrade": "ok"})


def _answer(status: int, body: dict[str, str]) -> Response:
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


@around(app, "_handle_health_request")
def name_the_process(original: Handler, path: str, request_id: str) -> Response | None:
    """The health report with our process id, so that a client knows its own server."""
    response = original(path, request_id)
    if response is None:
        return None
    status, headers, body = response
    return status, headers, json.dumps({**json.loads(body), "pid": os.getpid()}).encode()
