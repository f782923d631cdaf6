"""CloudWatch Logs: policies of the account, which hold for its log groups."""

from typing import Any

from ministack.core.responses import error_response_json, get_account_id, json_response
from ministack.services import cloudwatch_logs

from scripts.embedded_aws.server.json_service import operation
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

_POLICIES = regional_records("logs_account_policies")
_KEPT = ("policyName", "policyDocument", "policyType", "scope", "selectionCriteria")


@operation(cloudwatch_logs, "PutAccountPolicy")
def put_account_policy(request: dict[str, Any]) -> Response:
    policy = {"scope": "ALL", **{key: request[key] for key in _KEPT if key in request}}
    policy["accountId"] = get_account_id()
    _POLICIES[f"{request['policyType']}/{request['policyName']}"] = policy
    return json_response({"accountPolicy": policy})


@operation(cloudwatch_logs, "DescribeAccountPolicies")
def describe_account_policies(request: dict[str, Any]) -> Response:
    found = [each for each in _POLICIES.values() if each["policyType"] == request["policyType"]]
    return json_response({"accountPolicies": found})


@operation(cloudwatch_logs, "DeleteAccountPolicy")
def delete_account_policy(request: dict[str, Any]) -> Response:
    if _POLICIES.pop(f"{request['policyType']}/{request['policyName']}", None) is None:
        return error_response_json("ResourceNotFoundException", "The policy does not exist.", 400)
    return json_response({})
