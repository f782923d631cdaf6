"""What AWS holds and the state lacks is found, by name and tags, and taken in."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scripts.adoption.search import Orphans, Search, Tracked
from scripts.adoption.secret_versions import current_version
from scripts.aws.account import AwsAccount, AwsError
from scripts.aws.reader import AwsReader
from scripts.resources import is_idempotent
from scripts.resources.facets.wanted import NotYetKnownError, Wanted
from scripts.resources.finders.identity import key
from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.state.office import NAME, Office

CONFIGURATION = "cdktf.out/stacks/clinic/cdk.tf.json"


@pytest.fixture(scope="module")
def checkout(whole_clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(whole_clinic)


@pytest.fixture(scope="module")
def configuration(checkout: Checkout) -> dict[str, Any]:
    return dict(json.loads((checkout.directory / CONFIGURATION).read_text()))


@pytest.fixture(scope="module")
def state(checkout: Checkout) -> dict[str, Any]:
    return dict(json.loads(checkout.state_file("clinic").read_text()))


@pytest.fixture
def signed_in(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> AwsAccount:
    for name, value in checkout.aws.environment(base={}).items():
        monkeypatch.setenv(name, value)
    return AwsAccount(checkout.aws.region)


def search(
    configuration: Mapping[str, Any], state: Mapping[str, Any], account: AwsAccount
) -> Orphans:
    return Search(configuration, state, account).run()


def findable(configuration: Mapping[str, Any]) -> Iterator[str]:
    for kind, resources in configuration["resource"].items():
        if not is_idempotent(kind):
            yield from (f"{kind}.{name}" for name in resources)


def test_with_no_state_left_everything_is_found(
    configuration: dict[str, Any], state: dict[str, Any], signed_in: AwsAccount
) -> None:
    orphans = search(configuration, {}, signed_in)
    assert (orphans.foreign, orphans.doubled, orphans.unsearched) == ({}, {}, {})
    assert set(orphans.adopted) == set(findable(configuration))
    known = Tracked(state)
    for address, each in orphans.adopted.items():
        attributes = known.attributes(address)
        assert each.attributes.items() <= attributes.items(), address


def test_what_the_state_holds_is_no_orphan(
    configuration: dict[str, Any], state: dict[str, Any], signed_in: AwsAccount
) -> None:
    assert search(configuration, state, signed_in) == Orphans()


def test_what_was_renamed_in_the_configuration_is_no_orphan(
    configuration: dict[str, Any], state: dict[str, Any], signed_in: AwsAccount
) -> None:
    renamed = json.loads(json.dumps(configuration))
    for kind in ("aws_kms_key", "aws_route", "aws_vpc_security_group_ingress_rule"):
        of_kind = renamed["resource"][kind]
        renamed["resource"][kind] = {f"{name}_renamed": each for name, each in of_kind.items()}
    assert search(renamed, state, signed_in).adopted == {}


@pytest.fixture
def account_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> AwsAccount:
    for name, value in office.aws.environment(base={}).items():
        monkeypatch.setenv(name, value)
    return AwsAccount(office.aws.region)


def small(office: Office) -> dict[str, Any]:
    assert office.openemr("state", "unlock").returncode == 0  # synthesizes
    return dict(json.loads((office.stack / "cdk.tf.json").read_text()))


IDENTITY = {
    "Application": "OpenEMR",
    "Deployment": NAME,
    "Environment": "evaluation",
    "ManagedBy": "Terraform",
}


def test_what_others_made_is_foreign_or_none_of_our_business(
    office: Office, account_of: AwsAccount
) -> None:
    client = office.account.client
    client("logs").create_log_group(logGroupName=f"/{NAME}/log")
    client("logs").create_log_group(logGroupName=f"/{NAME}/logs", tags={"Deployment": NAME})
    client("ec2").create_vpc(CidrBlock="10.9.0.0/16")
    orphans = search(small(office), {}, account_of)
    assert orphans.adopted == {}
    (foreign,) = orphans.foreign.values()
    assert "no tag Application (expected Application=OpenEMR)" in str(foreign)
    assert foreign.is_stranger


def tags(kind: str, name: str, **changed: str) -> list[dict[str, Any]]:
    wanted = {**IDENTITY, "Name": name} | changed
    pairs = [{"Key": key, "Value": value} for key, value in wanted.items() if value]
    return [{"ResourceType": kind, "Tags": pairs}]


@pytest.mark.parametrize("value", ["", "another"], ids=["missing", "another"])
@pytest.mark.parametrize("key", list(IDENTITY))
def test_one_wrong_tag_makes_a_resource_foreign(
    key: str, value: str, office: Office, account_of: AwsAccount
) -> None:
    """Whether it has a name of its own, a tag as its name, or a place that only one can have."""
    ec2, logs = office.account.client("ec2"), office.account.client("logs")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags("vpc", f"{NAME}-vpc"))
    ec2.create_subnet(
        VpcId=vpc["Vpc"]["VpcId"],
        CidrBlock="10.9.1.0/24",
        TagSpecifications=tags("subnet", f"{NAME}-inner", **{key: value}),
    )
    out = tags("elastic-ip", f"{NAME}-out", **{key: value})
    ec2.allocate_address(Domain="vpc", TagSpecifications=out)
    group_tags = {name: each for name, each in {**IDENTITY, key: value}.items() if each}
    logs.create_log_group(logGroupName=f"/{NAME}/log", tags=group_tags)
    orphans = search(small(office), {}, account_of)
    assert set(orphans.adopted) == {"aws_vpc.network"}
    assert set(orphans.foreign) == {
        "aws_subnet.inner",
        "aws_eip.way_out",
        "aws_cloudwatch_log_group.log",
    }
    for each in orphans.foreign.values():
        assert each.mismatches == {key: (value or None, IDENTITY[key])}
        assert not each.is_stranger


@pytest.mark.terraform
def test_of_two_that_fit_neither_is_taken(office: Office) -> None:
    ec2 = office.account.client("ec2")
    for _ in range(2):
        ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags("vpc", f"{NAME}-vpc"))
    refused = office.openemr("deploy", NAME, "--yes", "--ignore-preflight")
    assert refused.returncode == 1
    assert "aws_vpc.network: vpc-" in refused.stderr
    assert "Nothing was changed" in refused.stderr


def test_a_group_that_terraform_could_not_close_is_told(
    office: Office, account_of: AwsAccount
) -> None:
    ec2 = office.account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags("vpc", f"{NAME}-vpc"))
    group = ec2.create_security_group(
        GroupName=f"{NAME}-door",
        Description="door",
        VpcId=vpc["Vpc"]["VpcId"],
        TagSpecifications=tags("security-group", f"{NAME}-door"),
    )["GroupId"]
    orphans = search(small(office), {}, account_of)
    assert list(orphans.open_groups) == [group]


def test_where_aws_holds_nothing_no_question_fails(
    configuration: dict[str, Any], state: dict[str, Any], account_of: AwsAccount
) -> None:
    """With the parents known, as in a state that an apply left half-way."""
    for kind in (each for each in configuration["resource"] if not is_idempotent(each)):
        rest = [each for each in state["resources"] if each["type"] != kind]
        assert search(configuration, {**state, "resources": rest}, account_of) == Orphans(), kind


def test_a_secret_without_a_value_has_no_version_to_keep(
    office: Office, account_of: AwsAccount
) -> None:
    secrets = office.account.client("secretsmanager")
    arn = secrets.create_secret(Name="/openemr/clinic/Password")["ARN"]
    assert current_version(AwsReader(account_of, missing_is_empty=True), arn) is None
    version = secrets.put_secret_value(SecretId=arn, SecretString="{}")["VersionId"]
    assert current_version(AwsReader(account_of, missing_is_empty=True), arn) == version


@pytest.mark.parametrize("shut_out", [1, 2], ids=["of one", "of all"])
def test_a_key_whose_policy_keeps_us_out_is_not_ours(
    office: Office, account_of: AwsAccount, monkeypatch: pytest.MonkeyPatch, shut_out: int
) -> None:
    """But who may describe no key at all does not know."""
    kms = office.account.client("kms")
    keys = [kms.create_key(Description="clinic")["KeyMetadata"]["KeyId"] for _ in range(2)]
    aws = AwsReader(account_of, missing_is_empty=True)
    describe = aws.get
    shut = set(keys[:shut_out])

    def get(service: str, operation: str, **asked: Any) -> dict[str, Any]:
        if asked.get("KeyId") in shut and operation == "describe_key":
            raise AwsError("Could not look for resources: AccessDeniedException: not you")
        return describe(service, operation, **asked)

    monkeypatch.setattr(aws, "get", get)
    monkeypatch.setattr(aws, "list", lambda *_, **asked: _keys(keys, asked))
    wanted = Wanted("aws_kms_key.k", "aws_kms_key", {"description": "clinic"}, {}, "", "", _nothing)
    if shut_out == len(keys):
        with pytest.raises(AwsError):
            list(key(aws, wanted))
    else:
        assert [each.import_id for each in key(aws, wanted)] == keys[1:]


def _keys(keys: list[str], asked: Mapping[str, Any]) -> list[dict[str, str]]:
    return [] if "KeyId" in asked else [{"KeyId": each} for each in keys]


def _nothing(address: str, attribute: str) -> Any:
    raise NotYetKnownError(f"{address}.{attribute}")
