"""The deployment under examination: what the checks ask for, each found out once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scripts.aws.account import AwsAccount, Caller, aws_errors
from scripts.project import ROOT
from scripts.terraform.synthesis import Stack, synthesize

if TYPE_CHECKING:
    from scripts.adoption.search import Orphans
    from stacks.settings import Deployment, RemoteStateSettings


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
    def settings(self) -> "Deployment":
        """The typed settings. Raises UnavailableError."""
        return self._all_settings[0]

    @cached_property
    def remote_state(self) -> "RemoteStateSettings | None":
        """Where the state is kept; None: a local file. Raises UnavailableError."""
        return self._all_settings[1]

    @cached_property
    def _all_settings(self) -> "tuple[Deployment, RemoteStateSettings | None]":
        from stacks.settings import SettingsError, read_settings  # noqa: PLC0415 - pydantic

        try:
            settings = read_settings(ROOT / "cdktf.json")
        except SettingsError as wrong:
            raise UnavailableError("the settings are wrong") from wrong
        return settings.deployments[self.name], settings.remote_state

    @cached_property
    def stack(self) -> Stack:
        """The synthesized stack. Raises SynthesisError and UnavailableError."""
        self.settings  # noqa: B018 - wrong settings are told faster without CDKTF
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
        """The account that the credentials open, in the deployment's Region."""
        return AwsAccount(self.settings.region)

    @cached_property
    def caller(self) -> Caller:
        """Whose credentials these are. Raises AwsError."""
        return self.account.caller()

    @cached_property
    def state(self) -> Mapping[str, Any]:
        """The state, version 4, read without Terraform; {} before the first deployment.

        Raises UnavailableError and AwsError.
        """
        text = self._remote_state_text() if self.remote_state else self._local_state_text()
        try:
            return dict(json.loads(text)) if text.strip() else {}
        except (TypeError, ValueError) as broken:
            raise UnavailableError(f"the state is no JSON ({broken})") from broken

    @cached_property
    def orphans(self) -> "Orphans":
        """What AWS has of this deployment beyond the state, as `deploy` is going to find it.

        Raises SynthesisError, UnavailableError and AwsError.
        """
        from scripts.adoption.missing import lacks_nothing  # noqa: PLC0415 - boto3
        from scripts.adoption.search import Orphans, Search  # noqa: PLC0415

        if lacks_nothing(self.configuration, self.state):
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
        return [
            instance.get("attributes") or {}
            for resource in self.state.get("resources", [])
            if resource.get("mode") == "managed" and resource.get("type") == kind
            for instance in resource.get("instances", [])
        ]

    def _local_state_text(self) -> str:
        file = ROOT / f"terraform.{self.name}.tfstate"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def _remote_state_text(self) -> str:
        place = self.backend
        s3 = self.account.client("s3", place["region"])
        with aws_errors(f"read the state from s3://{place['bucket']}/{place['key']}"):
            try:
                stored = s3.get_object(Bucket=place["bucket"], Key=place["key"])
            except (s3.exceptions.NoSuchKey, s3.exceptions.NoSuchBucket):
                return ""
            return str(stored["Body"].read().decode())

    @cached_property
    def backend(self) -> Mapping[str, Any]:
        """The backend's settings, as synthesized."""
        (settings,) = self.configuration["terraform"]["backend"].values()
        return dict(settings)
