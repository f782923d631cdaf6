"""A resource that the configuration asks for and the state does not hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# `${aws_vpc.network_vpc.id}`, `${data.aws_caller_identity.account_identity.account_id}`
_REFERENCE = re.compile(r"\$\{((?:data\.)?[a-z0-9_]+\.[\w-]+)\.([a-z0-9_]+)\}")
# Tags that identify our resources; further default tags are the user's to change.
_IDENTITY = ("Application", "Deployment", "Environment", "ManagedBy", "Purpose")
# Those by which a resource claims to belong to this very deployment, whatever its other tags.
_CLAIMS = ("Deployment",)

Known = Callable[[str, str], Any]


class NotYetKnownError(LookupError):
    """An argument refers to something that is not there, or not known yet."""


@dataclass(frozen=True)
class Wanted:
    """Address, type and arguments; `known` gives an attribute of another address."""

    address: str
    type: str
    arguments: Mapping[str, Any]
    default_tags: Mapping[str, str]
    account: str
    region: str
    known: Known = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        """An argument with references replaced. Raises NotYetKnownError; None if not given."""
        return resolve(self.arguments.get(name), self.known)

    def text(self, name: str) -> str:
        """An argument that must be given, as text."""
        value = self[name]
        if value is None:
            raise NotYetKnownError(name)
        return str(value)

    @property
    def identity(self) -> Mapping[str, str]:
        """The default tags without which a resource is not of this stack."""
        return {key: self.default_tags[key] for key in _IDENTITY if key in self.default_tags}

    def mismatches(self, tags: Mapping[str, str] | None) -> dict[str, tuple[str | None, str]]:
        """Tags that differ from those of this stack: the value found, and the value expected.

        Empty for a resource of this stack, and for one of a type that has no tags.
        """
        if tags is None:
            return {}
        name = (self.arguments.get("tags") or {}).get("Name")
        expected = {**self.identity, **({"Name": str(name)} if name else {})}
        return {
            key: (tags.get(key), value) for key, value in expected.items() if tags.get(key) != value
        }

    def is_claimed(self, tags: Mapping[str, str]) -> bool:
        """Whether a resource says that it is of this deployment.

        For finders of types of which an account may have several that look alike, such as
        certificates of one domain: without such a claim they are not in the way.
        """
        return any(tags.get(key) == self.identity.get(key, "") for key in _CLAIMS)

    @property
    def name_tag(self) -> str:
        """Its tag `Name`, which no other resource of the type and stack has."""
        name = (self.arguments.get("tags") or {}).get("Name")
        if not name:
            raise NotYetKnownError("tags.Name")
        return str(name)

    def filters(self, **further: str) -> list[dict[str, Any]]:
        """EC2's filters; `_` stands for `-`."""
        wanted = {name.replace("_", "-"): value for name, value in further.items()}
        return [{"Name": name, "Values": [value]} for name, value in wanted.items()]

    def named(self, **further: str) -> list[dict[str, Any]]:
        """The same and the tag `Name`, which contains the deployment's name.

        Not by the other tags: a resource of that name that lacks them would look absent, and be
        created a second time.
        """
        return [{"Name": "tag:Name", "Values": [self.name_tag]}, *self.filters(**further)]


def resolve(value: Any, known: Known) -> Any:
    """`value` with all references replaced. Raises NotYetKnownError."""
    if isinstance(value, str):
        whole = _REFERENCE.fullmatch(value)
        if whole:
            return known(whole[1], whole[2])
        text = _REFERENCE.sub(lambda match: str(known(match[1], match[2])), value)
        if "${" in text.replace("$${", ""):
            raise NotYetKnownError(text)
        return text.replace("$${", "${")
    if isinstance(value, list):
        return [resolve(each, known) for each in value]
    if isinstance(value, Mapping):
        return {name: resolve(each, known) for name, each in value.items()}
    return value
