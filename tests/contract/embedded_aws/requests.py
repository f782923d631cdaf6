"""Parts of requests that several tests make."""

import json
from typing import Any

PASSWORD = "correct-horse-battery-staple"


def trust(service: str) -> str:
    """The trust policy of a role for one AWS service."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return policy(statement)


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


HTTPS = {
    "IpProtocol": "tcp",
    "FromPort": 443,
    "ToPort": 443,
    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
}


def database(name: str, **more: Any) -> dict[str, Any]:
    """A request for an Aurora MySQL cluster."""
    return {
        "DBClusterIdentifier": name,
        "Engine": "aurora-mysql",
        "EngineVersion": "8.0.mysql_aurora.3.08.2",
        "MasterUsername": "dbadmin",
        "MasterUserPassword": PASSWORD,
        **more,
    }
