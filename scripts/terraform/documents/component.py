"""Components of resources, from the construct paths that synthesis writes into cdk.tf.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from scripts.project import ROOT
from scripts.terraform.documents.configuration import REMOTE_STATE, WHOLE
from stacks.pairs import in_blue

STACKS = ROOT / "stacks"
DEPLOYMENT_FILE = "stacks/openemr.py"
_STATE_FILE = "stacks/remote_state.py"
UNKNOWN = "component unknown"
# Constructs with resources in modules of stacks/ itself.
_BESIDE = ("copies", "encryption")


@dataclass(frozen=True)
class Components:
    """The component of each resource of one stack, such as `application/task/execution`.

    paths: address -> construct path, `production/application/task/execution/policy`. Empty for a
    plan or a state, which hold no construct paths. addresses: all in the configuration.
    """

    paths: Mapping[str, str] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Components":
        """The construct paths in a cdk.tf.json."""
        addresses = frozenset(
            f"{prefix}{type_}.{name}"
            for section, prefix in (("resource", ""), ("data", "data."))
            for type_, named in document.get(section, {}).items()
            for name in named
        )
        return cls(
            addresses=addresses,
            paths={
                f"{prefix}{type_}.{name}": path
                for section, prefix in (("resource", ""), ("data", "data."))
                for type_, named in document.get(section, {}).items()
                for name, arguments in named.items()
                if isinstance(arguments, Mapping)
                if (path := arguments.get("//", {}).get("metadata", {}).get("path"))
            },
        )

    def of(self, address: str) -> str:
        """The component of a resource; WHOLE for what is none, or is the stack's own part.

        Of a resource that the stack no longer has, the component whose path its name begins with:
        an address is a construct path joined by `_`. Empty where neither is known.
        """
        if address.startswith(("output.", "provider.")) or address == WHOLE:
            return WHOLE
        address = address.partition("[")[0]
        if address in self.paths:
            return _component(self.paths[address]) or WHOLE
        name = address.rpartition(".")[2]
        known = (each for each in self._all if name.startswith(f"{each.replace('/', '_')}_"))
        return max(known, key=len, default="")

    def makes(self, address: str) -> bool:
        """True if a stack makes a resource at this address.

        Without a configuration, if its name begins with that of a module of stacks/.
        """
        plain = address.partition("[")[0]
        if self.paths or self.addresses:
            return plain in self.paths or plain in self.addresses
        name = in_blue(plain.rpartition(".")[2])
        return plain.count(".") == 1 and _is_of_a_module(name)

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(filter(None, map(_component, self.paths.values())))

    def file(self, address: str) -> str:
        """The source file of the component, relative to the project."""
        if any(path.startswith(f"{REMOTE_STATE}/") for path in self.paths.values()):
            return _STATE_FILE
        return _module(in_blue(self.of(address)))


def _component(path: str) -> str:
    return "/".join(path.split("/")[1:-1])


@cache
def _is_of_a_module(name: str) -> bool:
    parts = name.split("_")
    if parts[0] in _BESIDE:
        return True
    for length in range(len(parts), 0, -1):
        base = STACKS / "components" / "_".join(parts[:length])
        if base.with_suffix(".py").is_file() or (base / "__init__.py").is_file():
            return True
    return False


@cache
def _module(component: str) -> str:
    """The nearest module of stacks/: ids of constructs equal the names of their modules."""
    parts = component.split("/") if component else []
    for length in range(len(parts), 0, -1):
        for folder in (STACKS / "components", STACKS):
            base = folder.joinpath(*parts[:length])
            for file in (base.with_suffix(".py"), base / "__init__.py"):
                if file.is_file():
                    return file.relative_to(ROOT).as_posix()
    return DEPLOYMENT_FILE
