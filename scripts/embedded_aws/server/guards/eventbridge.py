"""EventBridge: refuse rate expressions with the wrong number of the unit."""

import re
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import eventbridge

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response

_RATE = re.compile(r"rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\)")


@before(eventbridge, "_put_rule")
def refuse_bad_rates(request: dict[str, Any]) -> Response | None:
    expression = request.get("ScheduleExpression") or ""
    if not expression.startswith("rate") or _RATE.fullmatch(expression):
        return None
    return error_response_json(
        "ValidationException", "Parameter ScheduleExpression is not valid.", 400
    )
