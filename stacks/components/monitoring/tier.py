"""What is watched of one tier: its alarms, and graphs that explain them."""

from dataclasses import dataclass, field

from stacks.components.monitoring.alarm import Alarm
from stacks.components.monitoring.metrics import Reading


@dataclass(frozen=True)
class Graph:
    """Readings drawn together: label -> reading."""

    title: str
    readings: dict[str, Reading]


@dataclass(frozen=True)
class Tier:
    """A section of the dashboard."""

    title: str
    alarms: list[Alarm]
    graphs: list[Graph] = field(default_factory=list)
