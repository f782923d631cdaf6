"""Deployments that real Terraform applied once, for every test of what comes afterwards.

One pytest worker applies while the others wait; each test then takes a copy, which costs seconds
where an apply costs two minutes. What was applied is kept in the project's cache for later
sessions, under a name made of everything that it came from.

Their web ACL has one rule of ten: the provider's schema nests statements in statements, and it
takes most of the time of a plan of the whole deployment (docs/decisions/0005-test-tiers.md).
"""

import copy
import fcntl
import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import find_terraform
from tests.configurations import PRODUCTION_WITH_CERTIFICATE, PROJECT
from tests.contract.embedded_aws.account import Account
from tests.terraform.checkout import OUTPUT, Checkout

PRODUCTION, EVALUATION = "clinic", "trial"
# That an evaluation has, so that AWS can upgrade it.
OLDER_ENGINE = "8.0.mysql_aurora.3.10.3"
FIREWALL = "aws_wafv2_web_acl.firewall_acl"
_CACHE = PROJECT / ".cache" / "deployed"
_KEPT_FOR_SECONDS = 24 * 3600
_INPUTS = (
    *("main.py", "stacks", "imports", "scripts/embedded_aws", "Pipfile.lock"),
    *("tests/configurations.py", "tests/terraform/checkout.py", "tests/terraform/deployed.py"),
    "tests/terraform/provider",
)


@dataclass(frozen=True)
class Deployed:
    """A checkout after its deployment was applied, and the account's snapshot of that moment."""

    deployment: str
    checkout: Checkout
    account: Path

    @property
    def stack_directory(self) -> Path:
        """Where Terraform ran: the configuration, the plan and the logs."""
        return self.checkout.directory / OUTPUT / "stacks" / self.deployment


def settings_of(deployment: str, certificate_arn: str = "") -> dict[str, Any]:
    """The `context` of cdktf.json with this one deployment."""
    if deployment == EVALUATION:
        settings: dict[str, Any] = {
            "environment": "evaluation",
            "database": {"engine_version": OLDER_ENGINE},
        }
    else:
        (settings,) = copy.deepcopy(PRODUCTION_WITH_CERTIFICATE["deployments"]).values()
        settings["certificate_arn"] = certificate_arn
    return {"deployments": {deployment: settings}}


def issued_certificate(account: Account, name: str = "openemr.example.org") -> str:
    """The ARN of a certificate that is issued, as its record stands in a zone of the account."""
    acm, route53 = account.client("acm"), account.client("route53")
    arn = acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    described = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    record = described["DomainValidationOptions"][0]["ResourceRecord"]
    zone = route53.create_hosted_zone(Name="example.org", CallerReference=name)["HostedZone"]
    entry = {"Name": record["Name"], "Type": "CNAME", "TTL": 60}
    change = {"ResourceRecords": [{"Value": record["Value"]}], **entry}
    route53.change_resource_record_sets(
        HostedZoneId=zone["Id"],
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": change}]},
    )
    return str(arn)


def kept_deployments() -> Path:
    """Where this very code's deployments are kept; those of other code are removed after a day."""
    folder = _CACHE / _fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    oldest = time.time() - _KEPT_FOR_SECONDS
    for other in _CACHE.iterdir():
        if other.stat().st_mtime < oldest:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _fingerprint() -> str:
    """Of the topology, the emulator, the tools and this file: whatever a deployment depends on."""
    digest = hashlib.sha256(str(find_terraform()).encode())
    for name in _INPUTS:
        place = PROJECT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def deploy_once(deployment: str, shared: Path, *, whole_firewall: bool = False) -> Deployed:
    """`deployment` in the folder `shared`, which all workers see.

    whole_firewall: with all rules of its web ACL, on top of the same deployment with one of them.
    """
    name = f"{deployment}-with-whole-firewall" if whole_firewall else deployment
    folder = shared / name
    deployed = Deployed(
        deployment, Checkout(folder / "checkout", EmbeddedAws()), folder / "account"
    )
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The snapshot comes last: without it an earlier attempt failed, and this one begins anew.
        if not deployed.account.exists():
            shutil.rmtree(folder, ignore_errors=True)
            if whole_firewall:
                _complete_firewall(deploy_once(deployment, shared), folder)
            else:
                _deploy(deployment, folder)
    return deployed


def _deploy(deployment: str, folder: Path) -> None:
    with EmbeddedAws() as aws:
        arn = issued_certificate(Account(aws)) if deployment == PRODUCTION else ""
        checkout = Checkout.make(folder / "checkout", settings_of(deployment, arn), aws)
        _apply(deployment, checkout)
        aws.snapshot(folder / "account")


def _complete_firewall(deployed: Deployed, folder: Path) -> None:
    with deployed.checkout.copy(folder / "checkout", deployed.account) as checkout:
        checkout.use_whole_firewall()
        assert _apply(deployed.deployment, checkout) == [f"{FIREWALL}: update"]
        checkout.aws.snapshot(folder / "account")


def _apply(deployment: str, checkout: Checkout) -> list[str]:
    """Make what the settings say; returns the planned changes."""
    synthesized = checkout.openemr("synth")
    assert synthesized.returncode == 0, synthesized.stderr
    terraform = checkout.terraform(deployment)
    terraform.init().check()
    planned = terraform.plan().check()
    terraform.apply().check()
    return planned.changes
