"""The scan of a real plan: clean, and open about what it could not judge."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from scripts.commands.scan import project_policies
from scripts.commands.scan.documents import json_attributes
from scripts.commands.scan.unjudged import AFTER_APPLY, unjudged
from scripts.terraform.documents.configuration import read_configuration
from scripts.terraform.documents.planned_configuration import read_planned_configuration
from scripts.terraform.run import PLAN_FILE
from tests.configurations import PRODUCTION_WITH_CERTIFICATE
from tests.synthesized import Stack
from tests.terraform.deployed import FIREWALL
from tests.terraform.topology.conftest import Planned

pytestmark = pytest.mark.terraform


def test_every_document_with_arns_of_a_first_plan_is_named(
    stacks: list[Stack], first_plan: Callable[[Stack], Planned]
):
    stack = next(each for each in stacks if each.configuration == "production_with_certificate")
    assert list(PRODUCTION_WITH_CERTIFICATE["deployments"]) == [stack.name]
    planned = first_plan(stack)
    assert planned.plan.exit_code == 0
    document = planned.terraform.show(PLAN_FILE)
    configuration = read_planned_configuration("production", document)
    told = {
        (each.address, each.attribute)
        for each in unjudged(configuration)
        if each.reason == AFTER_APPLY
    }
    unknown = {
        (each["address"], attribute)
        for each in document["resource_changes"]
        for type_, attribute in json_attributes()
        if each["type"] == type_ and each["change"]["after_unknown"].get(attribute) is True
        # An endpoint's policy that nobody wrote is AWS's default.
        if attribute in stack.at(each["address"])
    }
    assert told == unknown
    assert ("aws_ecs_task_definition.application_task_definition", "container_definitions") in told
    known = {each.address for each in configuration.of("aws_kms_key")}
    assert known, "the policies of keys need no ARN and are judged"
    assert not known & {address for address, _ in told}
    # One rule of its ten is here; the next test has them all.
    found = project_policies.check(configuration, {"OEMR_60"})
    assert [each for each in found if each.address != FIREWALL] == []


def test_a_plan_is_what_its_settings_give_and_a_changed_setting_is_told(
    stacks: list[Stack], first_plan: Callable[[Stack], Planned]
):
    (stack,) = (
        each for each in stacks if each.configuration == "everything_on" and each.is_deployment
    )
    document = first_plan(stack).terraform.show(PLAN_FILE)
    plan = read_planned_configuration(stack.name, document)
    written = stack.file.read_text(encoding="utf-8")
    for text, told in (
        (written, []),
        (written.replace('"delete_after": 35', '"delete_after": 36'), ["after is 35, settings 36"]),
    ):
        expected = read_configuration(stack.name, text)
        found = project_policies.check(replace(plan, expected=expected), {"OEMR_65"})
        assert [each.reason.rpartition("delete_")[2] for each in found] == told


def test_nothing_is_found_in_the_planned_firewall(
    stacks: list[Stack], first_plan: Callable[[Stack], Planned]
):
    """A plan has every block that a rule may choose from; a configuration has the chosen one."""
    (stack,) = (
        each for each in stacks if each.configuration == "everything_on" and each.is_deployment
    )
    document = first_plan(stack).terraform.show(PLAN_FILE)
    (acl,) = (each for each in document["resource_changes"] if each["address"] == FIREWALL)
    assert len(acl["change"]["after"]["rule"]) == len(stack.at(FIREWALL)["rule"]) > 1
    configuration = read_planned_configuration(stack.name, document)
    findings = project_policies.check(configuration)
    assert [each for each in findings if each.address == FIREWALL] == []
