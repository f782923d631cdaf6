"""What a policy is, and all of them together."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from scripts.terraform.documents.configuration import Configuration, Violation

__all__ = ["Configuration", "Policy", "Violation", "Violations", "all_policies", "policy"]

Violations = Iterator[Violation]
Judge = Callable[[Configuration], Violations]


@dataclass(frozen=True)
class Policy:
    """One rule of this project, beside those that Checkov ships.

    hipaa: sections of 45 CFR 164 that it serves, such as `312(e)(1)`.
    nag: rules of cdk-nag that it verifies: HIPAA.Security rules by their name alone, those of the
        AwsSolutions pack as `AwsSolutions-S10`.
    """

    id: str
    sentence: str
    judge: Judge
    hipaa: tuple[str, ...]
    nag: tuple[str, ...]

    @property
    def number(self) -> int:
        """The digits of its id, for sorting."""
        return int(self.id.rpartition("_")[2])


def policy(number: int, *, hipaa: str = "", nag: str = "") -> Callable[[Judge], Policy]:
    """Make the decorated function a policy, whose sentence is the first line of its docstring.

    hipaa, nag: separated by blanks.
    """

    def make(judge: Judge) -> Policy:
        sentence = (judge.__doc__ or "").partition("\n")[0]
        return Policy(f"OEMR_{number}", sentence, judge, tuple(hipaa.split()), tuple(nag.split()))

    return make


@cache
def all_policies() -> tuple[Policy, ...]:
    """Every policy of scripts.commands.scan.policies, in the order of their numbers."""
    package = importlib.import_module("scripts.commands.scan.policies")
    found: dict[str, Policy] = {}
    for module in pkgutil.iter_modules(package.__path__):
        for value in vars(importlib.import_module(f"{package.__name__}.{module.name}")).values():
            if isinstance(value, Policy) and found.setdefault(value.id, value) is not value:
                raise ImportError(f"policies/{module.name}.py: {value.id} is taken")
    return tuple(sorted(found.values(), key=lambda each: each.number))
