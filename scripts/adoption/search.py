"""Search for resources that are in AWS and in the configuration, but not in the state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.aws.reader import AwsReader
from scripts.resources import known
from scripts.resources.entry import ResourceType
from scripts.resources.facets.discovery import Finder, FoundBy
from scripts.resources.facets.found import Found
from scripts.resources.facets.wanted import NotYetKnownError, Wanted, resolve
from scripts.terraform.documents.provider import AwsProvider, aws_providers
from scripts.terraform.documents.state import read_resources


class Tracked:
    """The resources of a state in Terraform's format, version 4; `{}` holds none."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self._current: dict[str, Mapping[str, Any]] = {}
        self._of_type: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for each in read_resources(state):
            prefix = "" if each.is_managed else "data."
            self._of_type[prefix + each.type].append(each.attributes)
            if not each.is_deposed:
                self._current[each.address] = each.attributes

    def has(self, address: str) -> bool:
        """Whether the address has a resource."""
        return address in self._current

    def attributes(self, address: str) -> Mapping[str, Any]:
        """The attributes of the address's resource; empty if it has none."""
        return self._current.get(address, {})

    def holds(self, kind: str, candidate: Found) -> bool:
        """Whether the state holds this very resource, under whatever address.

        It was renamed in the configuration then, and is no orphan: imported under its new name it
        would be destroyed under the old one.
        """
        return any(
            all(each.get(name) == value for name, value in candidate.attributes.items())
            for each in self._of_type[kind]
        )


_SECURITY_GROUP = "aws_security_group"
_EVERYWHERE = ("0.0.0.0/0", "::/0")


def default_rules(
    aws: AwsReader, configuration: Mapping[str, Any], adopted: Mapping[str, Found]
) -> dict[str, list[str]]:
    """Groups among `adopted` with the default egress rule, and the rules' ids. Raises AwsError.

    AWS gives the rule, which lets everything out, to every new group; Terraform removes it right
    after it made the group. Killed in between it never does, and no later plan shows the rule, as
    the groups' rules are resources of their own here.
    """
    groups = configuration.get("resource", {}).get(_SECURITY_GROUP, {})
    wanted = {each.import_id for each in adopted.values()}
    left: dict[str, list[str]] = {}
    for address, each in adopted.items():
        kind, _, name = address.partition(".")
        if kind == _SECURITY_GROUP and not groups[name].get("egress"):
            filters = [{"Name": "group-id", "Values": [each.import_id]}]
            listed = aws.list(
                "ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=filters
            )
            rules = [rule["SecurityGroupRuleId"] for rule in listed if _lets_all_out(rule)]
            # A rule that the configuration contains is adopted itself.
            if not_wanted := [rule for rule in rules if rule not in wanted]:
                left[each.import_id] = not_wanted
    return left


def revoke(aws: AwsReader, rules: Mapping[str, list[str]]) -> None:
    """Revoke these rules, as Terraform would have done. Raises AwsError."""
    for group, ids in rules.items():
        with aws_errors(f"close the security group {group}"):
            aws.client("ec2").revoke_security_group_egress(GroupId=group, SecurityGroupRuleIds=ids)


def _lets_all_out(rule: Mapping[str, Any]) -> bool:
    destination = rule.get("CidrIpv4") or rule.get("CidrIpv6")
    return bool(rule["IsEgress"]) and rule["IpProtocol"] == "-1" and destination in _EVERYWHERE


_THREADS = 8
_OWNER_TAGS = ("Application", "Deployment")


@dataclass(frozen=True)
class Foreign:
    """A resource of the wanted name that does not belong to this stack.

    mismatches: tag -> the value found (None: no tag), and the value expected.
    """

    import_id: str
    mismatches: Mapping[str, tuple[str | None, str]]

    @property
    def is_stranger(self) -> bool:
        """Whether no tag assigns it to a deployment of this product."""
        return all(self.mismatches.get(key, ("", ""))[0] is None for key in _OWNER_TAGS)

    def __str__(self) -> str:
        differences = (
            f"{key}={borne} (expected {key}={expected})"
            if borne is not None
            else f"no tag {key} (expected {key}={expected})"
            for key, (borne, expected) in self.mismatches.items()
        )
        return f"{self.import_id} has {', '.join(differences)}"


@dataclass
class Orphans:
    """Results of the search, by address in the configuration.

    adopted: of this stack by name and tags. foreign: of that name, but not of this stack.
    doubled: several of this stack where there should be one. unsearched: errors of AWS.
    open_groups: adopted security groups -> rules that let everything out, left by the kill.
    """

    adopted: dict[str, Found] = field(default_factory=dict)
    foreign: dict[str, Foreign] = field(default_factory=dict)
    doubled: dict[str, list[str]] = field(default_factory=dict)
    unsearched: dict[str, str] = field(default_factory=dict)
    open_groups: dict[str, list[str]] = field(default_factory=dict)

    @property
    def busy(self) -> list[str]:
        """Addresses of what AWS is still making."""
        return [address for address, each in self.adopted.items() if each.busy]


class Search:
    """A search for one stack: its configuration and state, in its account and Region."""

    def __init__(
        self, configuration: Mapping[str, Any], state: Mapping[str, Any], account: AwsAccount
    ) -> None:
        self.tracked = Tracked(state)
        self._configuration = configuration
        self._account_id = account.caller().account
        self.aws = AwsReader(account, missing_is_empty=True)
        self._orphans = Orphans()

    def run(self) -> Orphans:
        """Search until nothing more is found: a subnet can be looked up once its VPC is known.

        It can be run again for the then current result. Raises AwsError.
        """
        self._orphans = Orphans()
        waiting = {wanted.address: wanted for wanted in self._missing() if wanted.identity}
        with ThreadPoolExecutor(_THREADS) as threads:
            while waiting:
                answers = dict(zip(waiting, threads.map(self._look, waiting.values()), strict=True))
                answered = [address for address, answer in answers.items() if answer is not None]
                for address in answered:
                    self._judge(waiting.pop(address), answers[address] or [])
                if not answered:
                    break
        self._orphans.open_groups = default_rules(
            self.aws, self._configuration, self._orphans.adopted
        )
        return self._orphans

    def _missing(self) -> Iterable[Wanted]:
        """Configured resources that the state lacks, of types that can be found."""
        provider = next(iter(aws_providers(self._configuration)), AwsProvider())
        for kind, resources in self._configuration.get("resource", {}).items():
            for name, arguments in resources.items():
                address = f"{kind}.{name}"
                # Another Region, or many of one address: not what our stacks make.
                special = arguments.keys() & {"provider", "count", "for_each"}
                if _finder(kind) and not special and not self.tracked.has(address):
                    yield Wanted(
                        address=address,
                        type=kind,
                        arguments=arguments,
                        default_tags=provider.default_tags,
                        account=self._account_id,
                        region=provider.region,
                        known=self.known,
                    )

    def _look(self, wanted: Wanted) -> list[Found] | None:
        """The candidates in AWS; None if they cannot be looked up yet."""
        try:
            finder = _finder(wanted.type)
            return list(finder(self.aws, wanted)) if finder else []
        except NotYetKnownError:
            return None
        except AwsError as refused:
            self._orphans.unsearched[wanted.address] = str(refused)
            return []

    def _judge(self, wanted: Wanted, candidates: list[Found]) -> None:
        candidates = [each for each in candidates if not self.tracked.holds(wanted.type, each)]
        judged = [(each, wanted.mismatches(each.tags)) for each in candidates]
        ours = [each for each, mismatches in judged if not mismatches]
        if len(ours) == 1:
            self._orphans.adopted[wanted.address] = ours[0]
        elif ours:
            self._orphans.doubled[wanted.address] = [each.import_id for each in ours]
        elif judged:
            each, mismatches = judged[0]
            self._orphans.foreign[wanted.address] = Foreign(each.import_id, mismatches)

    def known(self, address: str, attribute: str) -> Any:
        """An attribute of an address that others refer to. Raises NotYetKnownError."""
        if attribute == "account_id" and address.startswith("data.aws_caller_identity."):
            return self._account_id
        stored = self.tracked.attributes(address).get(attribute)
        if stored is not None:
            return stored
        adopted = self._orphans.adopted.get(address)
        if adopted and attribute in adopted.attributes:
            return adopted.attributes[attribute]
        kind, _, name = address.partition(".")
        configured = self._configuration["resource"].get(kind, {}).get(name, {}).get(attribute)
        if adopted and configured is not None:
            return resolve(configured, self.known)
        raise NotYetKnownError(f"{address}.{attribute}")


def _finder(type_: str) -> Finder | None:
    entry = known(type_)
    discovery = entry.discovery if isinstance(entry, ResourceType) else None
    return discovery.finder if isinstance(discovery, FoundBy) else None
