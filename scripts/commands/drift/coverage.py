"""Coverage of the configuration by the state, without which a comparison is meaningless.

A refresh reads the resources in the state. It ignores resources that the state has lost, so
that an empty or partial state would look like a deployment without drift.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scripts.adoption.search import Orphans, Search
from scripts.aws.account import AwsAccount
from scripts.resources import is_idempotent
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.state import StateResources

# Less of the configuration than this is not explained by settings not deployed yet.
_LEAST_SHARE = 0.5
_NAMED = 12


@dataclass(frozen=True)
class Coverage:
    """The part of the configuration that the state holds.

    configured: the arguments of each managed resource, by address. held: addresses in the state.
    components: of the configured resources. orphans: those of the others found in AWS.
    """

    deployment: str
    configured: Mapping[str, Mapping[str, Any]]
    held: frozenset[str]
    components: Components
    orphans: Orphans = field(default_factory=Orphans)

    @classmethod
    def of(
        cls,
        deployment: str,
        configuration: Mapping[str, Any],
        state: Mapping[str, Any],
        account: AwsAccount,
    ) -> "Coverage":
        """Compare, and search AWS for resources that the state lacks. Raises AwsError."""
        configured = {
            f"{kind}.{name}": arguments
            for kind, resources in configuration.get("resource", {}).items()
            for name, arguments in resources.items()
        }
        held = frozenset(StateResources.of(state).by_address)
        components = Components.read(configuration)
        covered = cls(deployment, configured, held & configured.keys(), components)
        if covered.missing and not covered.is_too_little:
            found = Search(configuration, state, account).run()
            return replace(covered, orphans=found)
        return covered

    @property
    def missing(self) -> list[str]:
        """Configured resources that the state lacks."""
        return sorted(self.configured.keys() - self.held)

    @property
    def is_too_little(self) -> bool:
        """True if no comparison makes sense, as the state lacks all or most of the resources."""
        return len(self.held) < _LEAST_SHARE * len(self.configured)

    @property
    def forgotten(self) -> dict[str, str]:
        """Missing resources that exist, or may exist, in AWS: address -> reason."""
        orphans = self.orphans
        return {
            **{address: f"is {each.import_id}" for address, each in orphans.adopted.items()},
            **{address: f"is taken: {each}" for address, each in orphans.foreign.items()},
            **{
                address: f"is one of {', '.join(each)}" for address, each in orphans.doubled.items()
            },
            **{address: f"may exist: {each}" for address, each in orphans.unsearched.items()},
            **dict.fromkeys(self._unknowable(), "may exist: it cannot be searched for"),
        }

    def is_in_doubt(self, address: str) -> bool:
        """Whether an address that the state does not hold may have a resource in AWS."""
        return address not in self.held and (self.is_too_little or address in self.forgotten)

    def _unknowable(self) -> Iterator[str]:
        """Missing resources that cannot be searched for, and whose parents all exist."""
        orphans = self.orphans
        found = {*orphans.adopted, *orphans.foreign, *orphans.doubled, *orphans.unsearched}
        missing = {each: is_idempotent(each.partition(".")[0]) for each in self.missing}
        absent = [each for each, unknowable in missing.items() if not unknowable]
        absent = [each for each in absent if each not in found]
        for address, unknowable in missing.items():
            text = json.dumps(self.configured[address])
            if unknowable and not any(f"${{{each}." in text for each in absent):
                yield address

    @property
    def problems(self) -> list[str]:
        """Reasons why the comparison is incomplete; none if only settings are not deployed yet."""
        if not self.is_too_little and not self.forgotten:
            return []
        counted = f"{len(self.held)} of {len(self.configured)}"
        lines = [f"The state of {self.deployment} holds {counted} resources of the configuration."]
        if self.is_too_little:
            lines.append(
                "So little was compared that nothing is known about drift. If nothing is deployed "
                f"yet, or it was destroyed: openemr deploy {self.deployment}. If the state was "
                f"lost: openemr deploy {self.deployment} finds and imports the resources; "
                f"openemr state versions {self.deployment} lists what there is of older states."
            )
        else:
            forgotten = self.forgotten
            listed = [f"{address} {why}" for address, why in sorted(forgotten.items())[:_NAMED]]
            more = len(forgotten) - _NAMED
            lines.append(
                "Not compared, as the state lacks it: "
                + "; ".join([*listed, *([f"and {more} more"] if more > 0 else [])])
                + f". openemr deploy {self.deployment} imports it into the state."
            )
        return [" ".join(lines)]
