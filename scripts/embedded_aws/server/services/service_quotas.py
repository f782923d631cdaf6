"""Service Quotas: the default values of quotas that a deployment may ask for."""

from typing import Any

from ministack.core.responses import (
    error_response_json,
    get_account_id,
    get_region,
    json_response,
)

from scripts.embedded_aws.server.json_service import serve
from scripts.embedded_aws.server.wire import Response

# (service, quota) -> name and default of a new account; from each service's quota page, 2026-11.
_QUOTAS = {
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5.0),
    ("elasticfilesystem", "L-848C634D"): ("File systems per account", 1000.0),
    ("elasticloadbalancing", "L-53DA6B97"): ("Application Load Balancers per Region", 50.0),
    ("fargate", "L-3032A538"): ("Fargate On-Demand vCPU resource count", 6.0),
    ("fargate", "L-36FBB829"): ("Fargate Spot vCPU resource count", 6.0),
    ("kms", "L-C2F1777E"): ("Customer Master Keys (CMKs)", 100_000.0),
    ("rds", "L-7B6409FD"): ("DB instances", 40.0),
    ("rds", "L-952B80B8"): ("DB clusters", 40.0),
    ("vpc", "L-A4707A72"): ("Internet gateways per Region", 5.0),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5.0),
    ("vpc", "L-FE5A380F"): ("NAT gateways per Availability Zone", 5.0),
}


def _quota(service: str, code: str) -> dict[str, Any]:
    name, value = _QUOTAS[service, code]
    scope = f"{get_region()}:{get_account_id()}"
    return {
        "Adjustable": True,
        "GlobalQuota": False,
        "QuotaArn": f"arn:aws:servicequotas:{scope}:{service}/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "ServiceCode": service,
        "ServiceName": service,
        "Unit": "None",
        "Value": value,
    }


def _get(request: dict[str, Any]) -> Response:
    key = (request.get("ServiceCode", ""), request.get("QuotaCode", ""))
    if key not in _QUOTAS:
        return error_response_json(
            "NoSuchResourceException",
            "The request failed because the specified service or quota does not exist.",
            400,
        )
    return json_response({"Quota": _quota(*key)})


def _list(request: dict[str, Any]) -> Response:
    wanted = request.get("ServiceCode")
    return json_response({"Quotas": [_quota(*key) for key in _QUOTAS if key[0] == wanted]})


serve(
    "servicequotas",
    {
        "GetAWSDefaultServiceQuota": _get,
        "GetServiceQuota": _get,
        "ListAWSDefaultServiceQuotas": _list,
        "ListServiceQuotas": _list,
    },
)
