"""RDS: Aurora's serverless class among what can be ordered."""

from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_SERVERLESS, _TEMPLATE = "db.serverless", "db.r5.large"


@around(rds, "_describe_orderable_options")
def offer_serverless(original: Handler, params: dict[str, Any]) -> Response:
    """Serverless v2 is one more class of Aurora's: asked for, it is told like any other."""
    engine = rds._p(params, "Engine") or ""
    if rds._p(params, "DBInstanceClass") != _SERVERLESS or not engine.startswith("aurora-"):
        return original(params)
    status, headers, body = original({**params, "DBInstanceClass": [_TEMPLATE]})
    text = body.decode() if isinstance(body, bytes) else str(body)
    return status, headers, text.replace(_TEMPLATE, _SERVERLESS).encode()
