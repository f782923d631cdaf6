"""What somebody did to AWS behind Terraform's back, and how drift must report it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.terraform.checkout import Checkout

CRITICAL, HIGH, MEDIUM, LOW = "critical", "high", "medium", "low"
ANYWHERE = "0.0.0.0/0"
STRANGER = "arn:aws:iam::999999999999:root"


@dataclass(frozen=True)
class Site:
    """A deployed copy: its account's clients, and what its state says of a resource."""

    checkout: Checkout
    deployment: str
    _clients: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _state(self) -> dict[str, Mapping[str, Any]]:
        state = json.loads(self.checkout.state_file(self.deployment).read_text())
        return {
            f"{each['type']}.{each['name']}": each["instances"][0]["attributes"]
            for each in state["resources"]
            if each["mode"] == "managed"
        }

    def client(self, service: str) -> Any:
        """A boto3 client of the account."""
        if service not in self._clients:
            self._clients[service] = self.checkout.account.client(service)
        return self._clients[service]

    def of(self, address: str) -> Mapping[str, Any]:
        """The attributes in the state."""
        return self._state[address]

    def id(self, address: str) -> str:
        """The id in the state."""
        return str(self._state[address]["id"])


Act = Callable[[Site], object]


@dataclass(frozen=True)
class OutOfBand:
    """One change. `attribute` is what the report names; None where the whole resource is gone."""

    name: str
    act: Act
    address: str
    attribute: str | None
    severity: str
    change: str = "changed"


def gone(name: str, act: Act, address: str, severity: str) -> OutOfBand:
    """The resource was deleted."""
    return OutOfBand(name, act, address, None, severity, "deleted")


def added(name: str, act: Act, address: str, thing: str, severity: str) -> OutOfBand:
    """Something was added beside what Terraform made; `thing` is the report's word for it."""
    return OutOfBand(name, act, address, thing, severity, "added")


def for_a_stranger(action: str, resource: str) -> str:
    """A policy that lets another account do something."""
    allowed = {
        "Sid": "Stranger",
        "Effect": "Allow",
        "Principal": {"AWS": STRANGER},
        "Action": action,
        "Resource": resource,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
