"""A production with everything switched on, command by command, where IAM is evaluated."""

import contextlib
import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from scripts.embedded_aws import EmbeddedAws
from scripts.embedded_aws.iam_user import AccessKey
from scripts.permissions.boundary import boundary_name
from scripts.permissions.policies import PATH
from tests.configurations import EVERYTHING_ON
from tests.contract.embedded_aws.account import Account
from tests.terraform.checkout import Checkout

DEPLOYMENT = "clinic"
OLDER_ENGINE, ENGINE = "8.0.mysql_aurora.3.11.1", "8.0.mysql_aurora.3.12.0"
BUCKET, TABLE = EVERYTHING_ON["remote_state"]["bucket"], "openemr-terraform-locks"


def settings(account: Account, image: str) -> dict[str, Any]:
    """Everything on, in a hosted zone of this account, with an image of a registry."""
    context = copy.deepcopy(EVERYTHING_ON)
    (deployment,) = context["deployments"].values()
    route53 = account.client("route53")
    zone = route53.create_hosted_zone(Name="example.org", CallerReference="1")["HostedZone"]
    deployment["domain"]["hosted_zone_id"] = zone["Id"].rpartition("/")[2]
    deployment["permissions_boundary"] = (
        f"arn:aws:iam::{account.server.account_id}:policy{PATH}{boundary_name(DEPLOYMENT)}"
    )
    deployment.setdefault("database", {})["engine_version"] = OLDER_ENGINE
    deployment["application"]["image"] = image
    context["deployments"] = {DEPLOYMENT: deployment}
    return context


def make_state_stores(account: Account) -> None:
    """Bucket and table, as an administrator makes them."""
    location = {"LocationConstraint": account.server.region}
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    enabled = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=enabled)
    account.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )


@dataclass
class Life:
    """Commands in an account that evaluates IAM, and what each was authorized for."""

    checkout: Checkout
    recorded: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, directory: Path, aws: EmbeddedAws, image: str) -> "Life":
        """An empty account but for the stores of the state and a hosted zone."""
        account = Account(aws)
        make_state_stores(account)
        return cls(Checkout.make(directory, settings(account, image), aws))

    def run(
        self, step: str, *arguments: str, key: AccessKey | None = None, code: int = 0
    ) -> "CompletedProcess[str]":
        """`openemr ARGUMENTS` with that key, which must end with that exit code."""
        keys = {}
        if key is not None:
            keys = {
                "AWS_ACCESS_KEY_ID": key.access_key_id,
                "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
            }
        before = self._record_length()
        ended = self.checkout.openemr(*arguments, **keys)
        self.recorded.setdefault(step, []).extend(self._record(before))
        said = f"{step}: {arguments}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        assert ended.returncode == code, said
        return ended

    def change_settings(self, *, tags: Mapping[str, str], memory_mib: int) -> None:
        """Change the tags of everything, and the size of the tasks."""
        with self._settings() as settings:
            settings["tags"] = dict(tags)
            settings["application"]["memory_mib"] = memory_mib

    def want_newer_engine(self) -> None:
        """Change the engine version of the database."""
        with self._settings() as settings:
            settings["database"]["engine_version"] = ENGINE

    @contextlib.contextmanager
    def _settings(self) -> Iterator[dict[str, Any]]:
        file = self.checkout.directory / "cdktf.json"
        document = json.loads(file.read_text())
        yield document["context"]["deployments"][DEPLOYMENT]
        file.write_text(json.dumps(document))

    def actions(self, *steps: str) -> set[str]:
        """What was asked for in these steps."""
        return {each["action"] for step in steps for each in self.recorded.get(step, ())}

    def _record_length(self) -> int:
        file = self.checkout.aws.authorizations
        return file.stat().st_size if file.exists() else 0

    def _record(self, offset: int) -> list[dict[str, Any]]:
        with self.checkout.aws.authorizations.open("rb") as file:
            file.seek(offset)
            return [json.loads(line) for line in file.read().splitlines()]
