"""AWS behind a proxy that fails and delays calls: microburst."""

import json
from typing import Any

from scripts.embedded_aws import loopback


class Proxy:
    """microburst before the embedded AWS."""

    def __init__(self, url: str) -> None:
        self.url = url

    def answers(self) -> bool:
        try:
            loopback.get(f"{self.url}/_microburst/health")
        except OSError:
            return False
        return True

    def fail(self, *rules: dict[str, Any]) -> None:
        """From now on, and nothing else."""
        body = json.dumps(rules).encode()
        loopback.post(f"{self.url}/_microburst/rules", body, {"Content-Type": "application/json"})

    def fired(self) -> list[Any]:
        return list(json.loads(loopback.get(f"{self.url}/_microburst/fired")))

    def hold(self, service: str, operation: str) -> None:
        """These calls wait for longer than any test does."""
        self.fail({"service": service, "operation": operation, "latency": 600_000})
