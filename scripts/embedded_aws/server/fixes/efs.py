"""EFS: what an access point and a file system policy look like when read back."""

import json
from typing import Any

from ministack.services import efs

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response


@around(efs, "_create_access_point")
def no_posix_user_unless_given(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    if response[0] != 200 or request.get("PosixUser"):
        return response
    record = efs._access_points[json.loads(response[2])["AccessPointId"]]
    record.pop("PosixUser", None)
    return efs._json(200, record)
