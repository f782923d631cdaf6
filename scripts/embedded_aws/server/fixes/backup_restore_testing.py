"""Backup: plans and selections that test restores; they are kept, no restore is ever tested."""

import copy
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import backup

from scripts.embedded_aws.server.fixes.backup_routes import missing, ok, page, route
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

Body = dict[str, Any]
Query = dict[str, str]

_plans = regional_records("restore_testing_plans")
_NOT_LISTED_OF_PLANS = ("RecoveryPointSelection", "CreatorRequestId")
_NOT_LISTED_OF_SELECTIONS = (
    *("CreatorRequestId", "ProtectedResourceArns", "ProtectedResourceConditions"),
    "RestoreMetadataOverrides",
)
_DEFAULT_DAYS = 30
_DEFAULT_START_HOURS = 24
_PLANS = "/restore-testing/plans"


@route("PUT", _PLANS)
def create_plan(_parts: Any, body: Body, _query: Query) -> Response:
    plan = body["RestoreTestingPlan"]
    name = plan["RestoreTestingPlanName"]
    if name in _plans:
        return _taken(name)
    refusal = refuse_plan(plan)
    if refusal:
        return refusal
    arn = (
        f"arn:aws:backup:{get_region()}:{get_account_id()}:restore-testing-plan:{name}-{new_uuid()}"
    )
    record = {
        **_with_defaults(plan),
        "CreationTime": backup._epoch(),
        "RestoreTestingPlanArn": arn,
        "_selections": {},
        "_tags": dict(body.get("Tags") or {}),
    }
    if body.get("CreatorRequestId"):
        record["CreatorRequestId"] = body["CreatorRequestId"]
    _plans[name] = record
    return ok(_identity(record), 201)


def refuse_plan(_plan: Body) -> Response | None:
    """Nothing; guards/backup_restores.py refuses what AWS would."""
    return None


def refuse_selection(_selection: Body) -> Response | None:
    """Nothing; guards/backup_restores.py refuses what AWS would."""
    return None


def _with_defaults(plan: Body) -> Body:
    """https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingPlanForCreate.html.

    2026-11-30.
    """
    chosen = {"ExcludeVaults": [], "SelectionWindowDays": _DEFAULT_DAYS}
    return {
        "ScheduleExpressionTimezone": "Etc/UTC",
        "StartWindowHours": _DEFAULT_START_HOURS,
        **plan,
        "RecoveryPointSelection": chosen | (plan.get("RecoveryPointSelection") or {}),
    }


@route("PUT", _PLANS + "/{}/selections/{}")
def update_selection(parts: Any, body: Body, _query: Query) -> Response:
    plan, selection = _found(parts)
    if not plan or not selection:
        return _no_selection(parts)
    refusal = refuse_selection({**selection, **body["RestoreTestingSelection"]})
    if refusal:
        return refusal
    selection |= body["RestoreTestingSelection"]
    names = {"RestoreTestingSelectionName": parts[1], "UpdateTime": backup._epoch()}
    return ok({**_identity(plan), **names, "CreationTime": selection["CreationTime"]})


@route("PUT", _PLANS + "/{}/selections")
def create_selection(parts: Any, body: Body, _query: Query) -> Response:
    plan = _plans.get(parts[0])
    if plan is None:
        return missing(f"Restore testing plan {parts[0]} not found")
    request = body["RestoreTestingSelection"]
    name = request["RestoreTestingSelectionName"]
    if name in plan["_selections"]:
        return _taken(name)
    refusal = refuse_selection(request)
    if refusal:
        return refusal
    plan["_selections"][name] = {
        "RestoreMetadataOverrides": {},
        **request,
        "CreationTime": backup._epoch(),
        "RestoreTestingPlanName": parts[0],
    }
    return ok({**_identity(plan), "RestoreTestingSelectionName": name}, 201)


@route("PUT", _PLANS + "/{}")
def update_plan(parts: Any, body: Body, _query: Query) -> Response:
    plan = _plans.get(parts[0])
    if plan is None:
        return missing(f"Restore testing plan {parts[0]} not found")
    changed = {**plan, **body["RestoreTestingPlan"]}
    changed["RecoveryPointSelection"] = {
        **plan["RecoveryPointSelection"],
        **(body["RestoreTestingPlan"].get("RecoveryPointSelection") or {}),
    }
    _plans[parts[0]] = {**changed, "LastUpdateTime": backup._epoch()}
    return ok({**_identity(plan), "UpdateTime": backup._epoch()})


@route("GET", _PLANS + "/{}/selections/{}")
def get_selection(parts: Any, *_: Any) -> Response:
    selection = _found(parts)[1]
    return ok({"RestoreTestingSelection": selection}) if selection else _no_selection(parts)


@route("GET", _PLANS + "/{}/selections")
def list_selections(parts: Any, _body: Body, query: Query) -> Response:
    plan = _plans.get(parts[0])
    if plan is None:
        return missing(f"Restore testing plan {parts[0]} not found")
    shown = [_without(each, _NOT_LISTED_OF_SELECTIONS) for each in plan["_selections"].values()]
    return page(shown, query, "RestoreTestingSelections")


@route("GET", _PLANS + "/{}")
def get_plan(parts: Any, *_: Any) -> Response:
    plan = _plans.get(parts[0])
    if plan is None:
        return missing(f"Restore testing plan {parts[0]} not found")
    return ok({"RestoreTestingPlan": _without(plan, ())})


@route("GET", _PLANS)
def list_plans(_parts: Any, _body: Body, query: Query) -> Response:
    shown = [_without(each, _NOT_LISTED_OF_PLANS) for each in _plans.values()]
    return page(shown, query, "RestoreTestingPlans")


@route("DELETE", _PLANS + "/{}/selections/{}")
def delete_selection(parts: Any, *_: Any) -> Response:
    plan, selection = _found(parts)
    if not plan or not selection:
        return _no_selection(parts)
    del plan["_selections"][parts[1]]
    return 204, {}, b""


@route("DELETE", _PLANS + "/{}")
def delete_plan(parts: Any, *_: Any) -> Response:
    plan = _plans.get(parts[0])
    if plan is None:
        return missing(f"Restore testing plan {parts[0]} not found")
    if plan["_selections"]:
        return backup._err(
            "InvalidRequestException", "Delete the plan's restore testing selections first.", 400
        )
    del _plans[parts[0]]
    return 204, {}, b""


@around(backup, "_resolve_resource")
def tags_of_plans(original: Handler, arn: str) -> dict[str, str] | None:
    own = [each["_tags"] for each in _plans.values() if each["RestoreTestingPlanArn"] == arn]
    tags: dict[str, str] | None = own[0] if own else original(arn)
    return tags


def _found(parts: Any) -> tuple[Body | None, Body | None]:
    plan: Body | None = _plans.get(parts[0])
    return plan, (plan or {}).get("_selections", {}).get(parts[1])


def _identity(plan: Body) -> Body:
    members = ("CreationTime", "RestoreTestingPlanArn", "RestoreTestingPlanName")
    return {key: plan[key] for key in members}


def _without(record: Body, hidden: tuple[str, ...]) -> Body:
    shown = {k: v for k, v in record.items() if not k.startswith("_") and k not in hidden}
    return copy.deepcopy(shown)


def _no_selection(parts: tuple[str, str]) -> Response:
    return missing(f"Restore testing selection {parts[1]} of plan {parts[0]} not found")


def _taken(name: str) -> Response:
    response: Response = backup._err("AlreadyExistsException", f"{name} already exists", 400)
    return response
