"""What a load test is asked to do, as the engine's process reads it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class LoadPlan:
    """url: scheme, host and port. mix: a name of mixes.json.

    Either rate (arrivals a second, open loop) or users (visitors that wait for their answers,
    closed loop) is above 0; sessions: how many visitors are signed in before an open loop begins.
    Times are in seconds: the load grows during ramp, runs warm_up longer before anything counts,
    then duration. timeout: longest wait for one answer. ca: file of certificate authorities; empty:
    the usual ones. user and password are empty where nobody signs in.
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
        """True if arrivals do not wait for answers."""
        return self.rate > 0

    @property
    def counted_from(self) -> float:
        """Seconds after the start from which requests count."""
        return self.ramp + self.warm_up

    @property
    def seconds(self) -> float:
        """The whole length."""
        return self.counted_from + self.duration
