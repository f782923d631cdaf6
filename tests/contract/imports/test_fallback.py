"""CDKTF executes what the Python kernel does not support, at any moment, with the same result."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from cdktf import Annotations, App, Fn, LocalBackend, TerraformOutput, TerraformVariable
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate
from cdktf_cdktf_provider_aws.cloudformation_stack import CloudformationStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.rds_cluster import RdsCluster
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from stacks.addressing import ReadableStack
from tests.configurations import PROJECT
from tests.contract.imports.both_ways import fall_back, in_python, json_of, stack
from tests.unit.stacks.invariants.test_output import files

MOMENTS = range(6)


def build(part: ReadableStack, moment: int | None = None) -> str:
    """The JSON of all that Python supports; CDKTF takes over at the `moment`, if any."""

    def now(number: int) -> None:
        if number == moment:
            fall_back(part)

    now(0)
    component = Construct(part, "component")
    vpc = Vpc(component, "vpc", cidr_block="10.0.0.0/16")
    now(1)
    node, text = component.node, f"{vpc.arn}/{Fn.cidrsubnet(vpc.cidr_block, 8, 1)}"
    now(2)
    cluster = RdsCluster(component, "cluster", engine=text, depends_on=[vpc], port=1)
    secrets = cluster.master_user_secret
    option = AcmCertificate(component, "name").domain_validation_options.get(0)
    now(3)
    TerraformOutput(part, "option", value=option.resource_record_name)
    TerraformOutput(part, "secret", value=secrets.get(0).secret_arn).override_logical_id("renamed")
    user = CloudformationStack(part, "user", name=component.node.id).outputs.lookup("UserId")
    assert node.path == "clinic/component"
    now(4)
    part.add_override("ephemeral.x.y", {"text": text, "user": user})
    now(5)
    return json_of(part)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_moment_makes_no_difference(moment: int):
    python, mixed = stack(), stack()
    assert build(mixed, moment) == build(python)
    assert in_python(python)
    assert not in_python(mixed)


def output(part: ReadableStack, value: object) -> None:
    TerraformOutput(part, "read", value=value)


def other_provider(part: ReadableStack) -> None:
    abroad = AwsProvider(part, "abroad", region="eu-west-1", alias="abroad")
    Vpc(part, "other", provider=abroad)


# What is not supported, by a name; given are a stack and a VPC in it.
UNSUPPORTED: dict[str, Callable[[ReadableStack, Vpc], Any]] = {
    "a class": lambda part, _: TerraformVariable(part, "zone"),
    "a construct id that is a number": lambda part, _: Construct(part, "7"),
    "a function of text": lambda part, vpc: output(part, Fn.cidrhost("10.0.0.0/8", 1) + vpc.id),
    "a list as an attribute": lambda part, _: output(
        part, RdsCluster(part, "cluster", engine="x").availability_zones
    ),
    "a map as an attribute": lambda part, vpc: output(part, vpc.tags_all),
    "a map in an argument": lambda part, vpc: Vpc(part, "other", tags=vpc.tags_all),
    "a number as an attribute": lambda part, vpc: output(part, vpc.ipv6_netmask_length),
    "a number in text": lambda part, vpc: output(part, f"<{vpc.ipv6_netmask_length}>"),
    "a property that is set": lambda _, vpc: setattr(vpc, "cidr_block", "10.1.0.0/16"),
    "a provider of a resource": lambda part, _: other_provider(part),
    "an override of a resource": lambda _, vpc: vpc.add_override("tags.Name", vpc.id),
    "an override of text by an object": lambda part, _: part.add_override(
        "resource.aws_vpc.vpc.cidr_block", {"a": []}
    ),
    "an override whose name is a number": lambda part, _: part.add_override("7", "x"),
    "the count of a resource": lambda part, _: Vpc(part, "other", count=2),
    "the full name of a resource": lambda part, vpc: output(part, vpc.fqn),
    "a new name after a reference": lambda _, vpc: vpc.override_logical_id(f"v{len(vpc.id)}"[:1]),
    "the node's children": lambda part, vpc: Subnet(
        part, f"subnet{len(part.node.children)}", vpc_id=vpc.id
    ),
    "the node's scope": lambda part, _: ReadableStack(app_of(part), "other"),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_python_does_not_support_is_the_same_with_cdktf(name: str):
    mixed, cdktf = stack(), stack()
    fall_back(cdktf)
    for part in (mixed, cdktf):
        UNSUPPORTED[name](part, Vpc(part, "vpc", cidr_block="10.0.0.0/16"))
    assert json_of(mixed) == json_of(cdktf)
    assert not in_python(mixed)


def test_cdktf_gets_the_arguments_as_they_were_at_the_call():
    part = stack()
    rules = [SecurityGroupIngress(from_port=1, to_port=2, protocol="tcp", cidr_blocks=["::/0"])]
    SecurityGroup(part, "firewall", ingress=rules)
    before = json_of(part)
    rules.append(SecurityGroupIngress(from_port=3, to_port=4, protocol="udp"))
    fall_back(part)
    assert json_of(part) == before


def test_other_apps_stay_in_python():
    one, other = stack(), stack()
    TerraformVariable(one, "zone")
    assert not in_python(one)
    assert in_python(other)


def test_the_log_has_the_reason(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "imports"):
        TerraformVariable(stack(), "zone")
    assert "falling back to CDKTF in Node.js: the class TerraformVariable" in caplog.text


def run(program: str, folder: Path, **variables: str) -> dict[Path, bytes]:
    """What an app writes into a folder."""
    subprocess.run(
        [sys.executable, "-m", program, str(folder)],
        cwd=PROJECT,
        env=os.environ | variables,
        check=True,
        timeout=120,
    )
    return files(folder)


def test_an_app_with_much_that_python_does_not_support(tmp_path: Path):
    mixed = run("tests.contract.imports.unusual_app", tmp_path / "mixed")
    plain = run("tests.contract.imports.unusual_app", tmp_path / "plain", OPENEMR_NODE_KERNEL="1")
    assert len(mixed) == 4
    assert mixed == plain
    assert not any(b"TfToken[" in content for content in mixed.values())


def twice(part: ReadableStack) -> None:
    Vpc(part, "vpc", cidr_block="10.0.0.0/16")
    Vpc(part, "vpc", cidr_block="10.0.0.0/16")


def app_of(part: ReadableStack) -> App:
    """The app that a stack belongs to."""
    return cast("App", part.node.scope)


def wrong_type(part: ReadableStack) -> None:
    Vpc(part, "vpc", cidr_block=7)  # type: ignore[arg-type]


def truth_for_a_number(part: ReadableStack) -> None:
    RdsCluster(part, "cluster", engine="x", port=True)


def forbidden_name(part: ReadableStack) -> None:
    ReadableStack(app_of(part), "a b")


def error(part: ReadableStack) -> None:
    Annotations.of(part).add_error("not today")
    app_of(part).synth()


def no_provider(part: ReadableStack) -> None:
    Vpc(part, "vpc", cidr_block="10.0.0.0/16")
    app_of(part).synth()


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (twice, "There is already a Construct with name 'vpc'"),
        (wrong_type, "type of argument cidr_block must be one of"),
        (truth_for_a_number, "Value is not a number"),
        (forbidden_name, "whitespace"),
        (error, "not today"),
        (no_provider, "without a matching provider construct"),
    ],
)
def test_mistakes_give_the_messages_of_cdktf(
    mistake: Callable[[ReadableStack], None], message: str, tmp_path: Path
):
    part = ReadableStack(App(outdir=str(tmp_path), stack_traces=False), "clinic")
    LocalBackend(part, path="x")
    with pytest.raises(Exception, match=message):
        mistake(part)
