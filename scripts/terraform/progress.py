"""How far an apply or destroy is: resources done of all, and what takes longest."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.cli.steps import RunningStep
from scripts.terraform import Message

_SLOW_SECONDS = 30


@dataclass
class Progress:
    """Listens to Terraform and tells `step`; `done` counts what was finished."""

    step: RunningStep
    total: int
    done: int = 0
    clock: Callable[[], float] = time.monotonic
    _began: dict[str, float] = field(default_factory=dict)

    def hear(self, message: Message) -> None:
        """One message of `apply -json`."""
        address = _address(message)
        if message.kind == "apply_start":
            self._began[address] = self.clock()
        elif message.kind in ("apply_complete", "apply_errored"):
            self._began.pop(address, None)
            self.done += message.finishes_resource
        elif message.kind != "apply_progress":
            return
        self.step.update(f"{self.done}/{self.total} resources{self._slowest()}")

    def _slowest(self) -> str:
        """What has been under way for long, the longest first."""
        if not self._began:
            return ""
        address, began = min(self._began.items(), key=lambda item: item[1])
        seconds = self.clock() - began
        if seconds < _SLOW_SECONDS:
            return ""
        since = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
        others = f", {len(self._began) - 1} more" if len(self._began) > 1 else ""
        return f"; {address} for {since}{others}"


def _address(message: Message) -> str:
    hook = message.fields.get("hook") or {}
    return str(hook.get("resource", {}).get("addr", ""))
