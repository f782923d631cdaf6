"""CDKTF takes over what Python does not know, at any moment, and the result is the same."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from cdktf import Annotations, App, Fn, LocalBackend, TerraformOutput, TerraformVariable
from cdktf_cdktf_provider_aws.rds_cluster import RdsCluster
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from stacks.addressing import ReadableStack
from tests.configurations import PROJECT
from tests.contract.imports.both_ways import hand_over, in_python, json_of, stack
from tests.unit.stacks.invariants.test_output import files

MOMENTS = range(6)


def build(part: ReadableStack, moment: int | None = None) -> str:
    """Something of everything, in JSON; CDKTF takes over at the `moment`, if any."""

    def now(number: int) -> None:
        if number == moment:
            hand_over(part)

    now(0)
    component = Construct(part, "component")
    vpc = Vpc(component, "vpc", cidr_block="10.0.0.0/16")
    now(1)
    node, text = component.node, f"{vpc.arn}/{Fn.cidrhost(vpc.cidr_block, 1)}"
    now(2)
    cluster = RdsCluster(component, "cluster", engine=text, depends_on=[vpc], port=1)
    secrets = cluster.master_user_secret
    now(3)
    TerraformOutput(part, "port", value=cluster.port).override_logical_id("renamed")
    TerraformOutput(part, "secret", value=secrets.get(0).secret_arn)
    TerraformOutput(part, "tags", value=vpc.tags)
    assert node.path == "clinic/component"
    assert node.try_find_child("vpc") is vpc
    now(4)
    vpc.add_override("tags.Text", text)
    now(5)
    return json_of(part)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_moment_makes_no_difference(moment: int):
    alone, taken_over = stack(), stack()
    assert build(taken_over, moment) == build(alone)
    assert in_python(alone)
    assert not in_python(taken_over)


def test_cdktf_gets_what_it_was_given_then_and_not_what_became_of_it():
    part = stack()
    rules = [SecurityGroupIngress(from_port=1, to_port=2, protocol="tcp", cidr_blocks=["::/0"])]
    SecurityGroup(part, "firewall", ingress=rules)
    before = json_of(part)
    rules.append(SecurityGroupIngress(from_port=3, to_port=4, protocol="udp"))
    hand_over(part)
    assert json_of(part) == before


def test_one_app_is_taken_over_and_others_stay():
    one, other = stack(), stack()
    TerraformVariable(one, "zone")
    assert not in_python(one)
    assert in_python(other)


def test_the_log_says_why(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "imports"):
        TerraformVariable(stack(), "zone")
    assert "the class TerraformVariable" in caplog.text


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


def test_an_app_full_of_what_python_does_not_know(tmp_path: Path):
    quick = run("tests.contract.imports.unusual_app", tmp_path / "quick")
    plain = run("tests.contract.imports.unusual_app", tmp_path / "plain", OPENEMR_NODE_KERNEL="1")
    assert len(quick) == 4
    assert quick == plain
    assert not any(b"TfToken[" in content for content in quick.values())


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
def test_mistakes_are_told_by_cdktf_itself(
    mistake: Callable[[ReadableStack], None], message: str, tmp_path: Path
):
    part = ReadableStack(App(outdir=str(tmp_path), stack_traces=False), "clinic")
    LocalBackend(part, path="x")
    with pytest.raises(Exception, match=message):
        mistake(part)
