"""The load to generate: rate or users, phases, and when requests arrive."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

# Requests of the clinic mix that one vCPU serves per second at full use: a page is 234 ms of CPU on
# average. Measured on 2026-11-29 with OpenEMR 8.2.0-dev, PHP 8.4, 3,000 patients, MariaDB 11.8 on
# the same machine; figures vary by 30 % from machine to machine.
REQUESTS_PER_VCPU = 4.3
# Without a deployment nothing is known of the tasks: one vCPU at autoscaling's default target.
_DEFAULT_TARGET_PERCENT = 40
_UNITS_PER_VCPU = 1024


@dataclass(frozen=True)
class LoadPlan:
    """url: scheme, host and port. mix: a name of mixes.json.

    Either rate (arrivals per second, open loop) or users (who wait for their responses, closed
    loop) is above 0; sessions: how many users are signed in before an open loop begins. Times in
    seconds. ca: file of CA certificates; empty: the default ones. user and password are empty where
    nobody signs in.
    """

    url: str
    mix: str
    apis_active: bool
    rate: float
    users: int
    sessions: int
    ramp: float
    warm_up: float
    duration: float
    timeout: float
    ca: str
    insecure: bool
    user: str
    password: str = field(repr=False)

    def to_json(self) -> str:
        """For the engine's standard input, never for an argument: it holds the password."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "LoadPlan":
        """What `to_json` wrote."""
        return cls(**json.loads(text))

    def settings(self) -> dict[str, Any]:
        """What a report may show: everything but the password."""
        return {name: value for name, value in asdict(self).items() if name != "password"}

    @property
    def is_open(self) -> bool:
        """True if arrivals do not wait for responses."""
        return self.rate > 0

    @property
    def counted_from(self) -> float:
        """Seconds after the start from which requests count."""
        return self.ramp + self.warm_up

    @property
    def seconds(self) -> float:
        """The total length."""
        return self.counted_from + self.duration


def arrivals(rate: float, ramp: float, seconds: float) -> Iterator[float]:
    """Seconds after the start of each arrival: growing to `rate` during `ramp`, then even.

    While the rate grows evenly, the n-th arrival comes where the area below it is n - 1/2:
    rate * t * t / (2 * ramp) = n - 1/2. The half puts as many into a window as it has room for.
    """
    in_ramp = rate * ramp / 2
    number = 0.5
    while True:
        if number <= in_ramp:
            moment = (2 * ramp * number / rate) ** 0.5
        else:
            moment = ramp + (number - in_ramp) / rate
        if moment >= seconds:
            return
        yield moment
        number += 1


def default_rate(settings: Any) -> float:
    """Requests per second that the minimum number of tasks serves without being scaled out.

    settings: of the deployment, as in stacks.settings; None: an address without one.
    """
    vcpus, percent = 1.0, _DEFAULT_TARGET_PERCENT
    if settings is not None:
        least = settings.openemr_service_fargate_minimum_capacity
        vcpus = settings.application.cpu / _UNITS_PER_VCPU * least
        percent = settings.openemr_service_fargate_cpu_autoscaling_percentage
    return max(0.1, round(REQUESTS_PER_VCPU * vcpus * percent / 100, 1))
