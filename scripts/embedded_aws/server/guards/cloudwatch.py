"""CloudWatch: refuse alarm periods that AWS would refuse."""

from typing import Any

from ministack.services import cloudwatch

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response

_SHORT_PERIODS_SECONDS = (10, 20, 30)


@before(cloudwatch, "_put_metric_alarm")
def refuse_odd_periods(
    params: dict[str, Any], cbor: Any, is_cbor: bool, is_json: bool = False
) -> Response | None:
    given = (cbor or {}).get("Period") if is_cbor or is_json else cloudwatch._p(params, "Period")
    period = int(given or 60)
    if period in _SHORT_PERIODS_SECONDS or (period > 0 and period % 60 == 0):
        return None
    return cloudwatch._error(
        "ValidationError",
        "Metric period must be 10, 20, 30 or a multiple of 60",
        400,
        use_json=is_json,
        use_cbor=is_cbor,
    )
