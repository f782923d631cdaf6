"""The stack that is checked: settings, configuration, state and account, each read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.adoption.readiness import is_complete
from scripts.adoption.search import Orphans, Search
from scripts.aws.account import AwsAccount, AwsError, Caller
from scripts.project import ROOT
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.place import LocalPlace, Place, RemotePlace, place_of
from scripts.terraform.documents.state import DamagedStateError, StateResources, parse_state
from scripts.terraform.synthesis import Stack, deployment_of, places, synthesize
from stacks.naming import place_name
from stacks.settings import Deployment, RemoteStateSettings, SettingsError, read_settings


class UnavailableError(RuntimeError):
    """Something that a check needs is missing; the message completes "not checked: ..."."""


@dataclass
class Subject:
    """A deployment's settings, configuration, state and account.

    program: Terraform or OpenTofu as named by the caller. resolver: DNS server to ask, as
    ADDRESS or ADDRESS:PORT; None: this machine's own.
    """

    name: str
    program: str | None = None
    resolver: str | None = None

    @cached_property
    def settings(self) -> Deployment:
        """The typed settings. Raises UnavailableError."""
        return self._all_settings[0]

    @cached_property
    def remote_state(self) -> RemoteStateSettings | None:
        """Settings of the remote state; None: a local file. Raises UnavailableError."""
        return self._all_settings[1]

    @cached_property
    def _all_settings(self) -> tuple[Deployment, RemoteStateSettings | None]:
        try:
            settings = read_settings(ROOT / "cdktf.json")
        except SettingsError as wrong:
            raise UnavailableError("the settings are invalid") from wrong
        return settings.deployments[deployment_of(self.name)], settings.remote_state

    @cached_property
    def holds_copies(self) -> bool:
        """True for a stack of copies, whose settings are its deployment's."""
        return self.name in places()

    @property
    def region(self) -> str:
        """The Region of its resources. Raises UnavailableError."""
        deployment = deployment_of(self.name)
        for place in self.settings.backup.copies:
            if place_name(deployment, place.region) == self.name:
                return place.region
        return self.settings.region

    @cached_property
    def stack(self) -> Stack:
        """The synthesized stack. Raises SynthesisError and UnavailableError."""
        self.settings  # noqa: B018 - invalid settings are reported faster without CDKTF
        return next(each for each in synthesize().stacks if each.name == self.name)

    @cached_property
    def configuration(self) -> dict[str, Any]:
        """Its Terraform configuration."""
        return self.stack.configuration()

    def configured(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The resources of one type that the configuration has: name -> arguments."""
        found: Mapping[str, Mapping[str, Any]] = self.configuration["resource"].get(kind, {})
        return found

    @cached_property
    def account(self) -> AwsAccount:
        """The account of the credentials, in its Region."""
        return AwsAccount(self.region)

    @cached_property
    def caller(self) -> Caller:
        """Identity of the credentials. Raises AwsError."""
        return self.account.caller()

    @cached_property
    def place(self) -> Place:
        """Location of its state. Raises SynthesisError and UnavailableError."""
        return place_of(self.configuration, self.stack.directory)

    @cached_property
    def bucket(self) -> StateBucket | None:
        """The bucket of a remote state; None if the state is a local file. Raises AwsError."""
        place = self.place
        return StateBucket(place, self.account) if isinstance(place, RemotePlace) else None

    @cached_property
    def state(self) -> Mapping[str, Any]:
        """The decoded state, read without Terraform; {} before the first deployment.

        Raises UnavailableError and AwsError.
        """
        text = self._stored()
        try:
            return parse_state(text).raw if text.strip() else {}
        except DamagedStateError as damage:
            raise UnavailableError(f"the state is damaged: {damage}") from damage

    @cached_property
    def orphans(self) -> Orphans:
        """Resources of this deployment in AWS that the state lacks, as `deploy` will find them.

        Raises SynthesisError, UnavailableError and AwsError.
        """
        if is_complete(self.configuration, self.state):
            return Orphans()
        return Search(self.configuration, self.state, self.account).run()

    def adopted(self, kind: str) -> dict[str, str]:
        """The resources of one type that the next plan imports: name in Terraform -> import id."""
        addresses = {each: self.orphans.adopted[each].import_id for each in self.orphans.adopted}
        return {
            address.removeprefix(f"{kind}."): import_id
            for address, import_id in addresses.items()
            if address.startswith(f"{kind}.")
        }

    def owned(self, kind: str) -> list[Mapping[str, Any]]:
        """The attributes of the resources of one type in the state."""
        return [each.attributes for each in StateResources.of(self.state).of_type(kind)]

    def _stored(self) -> bytes:
        if isinstance(self.place, LocalPlace):
            return self.place.read() or b""
        bucket = StateBucket(self.place, self.account)
        try:
            return bucket.read() or b""
        except AwsError as refused:
            if "NoSuchBucket" in str(refused):
                return b""
            raise
