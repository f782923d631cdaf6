"""Settings of alarms, notifications and the dashboard."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from stacks.settings.group import Group, InEvaluation, refuse

EMAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


def _email_address(value: str) -> str:
    if not EMAIL_ADDRESS.fullmatch(value):
        raise refuse("an e-mail address such as oncall@clinic.example.org")
    return value


class MonitoringSettings(Group):
    """Who is told, and from when on. Thresholds are those that depend on the clinic's load."""

    enabled: Annotated[bool, InEvaluation(False)] = Field(
        True, description="Make alarms, their notification topic and a dashboard."
    )
    email_addresses: list[Annotated[str, AfterValidator(_email_address)]] = Field(
        default_factory=list,
        max_length=20,
        description="Who gets alarms by e-mail; each must confirm the mail that AWS sends first.",
    )
    latency_p95_seconds: float = Field(
        5.0, gt=0, le=300, description="Response time that 95 of 100 requests should stay below."
    )
    server_errors_per_five_minutes: int = Field(
        10, ge=0, le=1_000_000, description="Responses 5xx tolerated, of tasks and load balancer."
    )
    blocked_requests_per_five_minutes: int = Field(
        1000, ge=1, le=1_000_000_000, description="Requests the firewall turns away without alarm."
    )
    cpu_percent: int = Field(
        85, ge=1, le=100, description="Average CPU of the tasks that autoscaling cannot relieve."
    )
    memory_percent: int = Field(
        85, ge=1, le=100, description="Average memory of the tasks that autoscaling cannot relieve."
    )
    database_capacity_percent: int = Field(
        90, ge=1, le=100, description="Use of database.max_capacity_acu."
    )
    database_connections_percent: int = Field(
        80, ge=1, le=100, description="Use of the connections that Aurora allows at that capacity."
    )
    replica_lag_milliseconds: int = Field(
        2000, ge=1, le=3_600_000, description="How far a reader may be behind the writer."
    )
    storage_use_percent: int = Field(
        80, ge=1, le=100, description="Use of the cache's limits and of the files' throughput."
    )
    certificate_expiry_days: int = Field(
        30, ge=1, le=365, description="Remaining life of the certificate; AWS renews at 60 days."
    )
