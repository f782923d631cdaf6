"""Readings of published metrics, for alarms and the dashboard."""

from dataclasses import dataclass

from stacks.published_metrics import is_published


@dataclass(frozen=True)
class Reading:
    """A metric of certain resources, as one number for each period.

    `dimensions`: name -> value. `statistic`: CloudWatch's word for it, such as `Sum` or `p95`.
    """

    namespace: str
    name: str
    dimensions: dict[str, str]
    statistic: str

    def __post_init__(self) -> None:
        if self.namespace.startswith(("AWS/", "ECS/")) and not is_published(
            self.namespace, self.name, tuple(self.dimensions)
        ):
            raise ValueError(
                f"{self.namespace} {self.name} {list(self.dimensions)}: no such metric in "
                "stacks/published_metrics.py"
            )
