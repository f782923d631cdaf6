"""Settings of the public name and the web application firewall."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from stacks.settings.group import Group, refuse

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"(?:{LABEL}\.)+[a-z]{{2,63}}")
HOSTED_ZONE_ID = re.compile(r"Z[A-Z0-9]{6,31}")
CERTIFICATE_ARN = re.compile(r"arn:aws:acm:(?P<region>[a-z0-9-]+):\d{12}:certificate/[0-9a-f-]{36}")


def _certificate_arn(value: str) -> str:
    if not CERTIFICATE_ARN.fullmatch(value):
        raise refuse(
            "the ARN of an ACM certificate, such as arn:aws:acm:us-west-2:123456789012:"
            "certificate/00000000-0000-0000-0000-000000000000"
        )
    return value


def _host_name(value: str) -> str:
    if not HOST_NAME.fullmatch(value) or len(value) > 253:
        raise refuse("a host name in lower case without scheme, such as openemr.example.org")
    return value


def _hosted_zone_id(value: str) -> str:
    if not HOSTED_ZONE_ID.fullmatch(value):
        raise refuse("the id of a public Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ")
    return value


CertificateArn = Annotated[str, AfterValidator(_certificate_arn)]
HostName = Annotated[str, AfterValidator(_host_name)]


class DomainSettings(Group):
    """The name under which users reach OpenEMR; its record is made in Route 53."""

    name: HostName = Field(
        description="Full host name. A certificate is made for it unless certificate_arn is set."
    )
    hosted_zone_id: Annotated[str, AfterValidator(_hosted_zone_id)] = Field(
        description="Public Route 53 hosted zone that holds the name."
    )


class FirewallSettings(Group):
    """Limits of the web application firewall."""

    requests_per_five_minutes: int = Field(
        10_000,
        ge=100,
        le=2_000_000_000,
        description="Requests of one IP address in five minutes; a clinic often shares one.",
    )
    sign_ins_per_five_minutes: int = Field(
        100,
        ge=10,
        le=2_000_000_000,
        description="Sign-in and token requests of one IP address in five minutes.",
    )
