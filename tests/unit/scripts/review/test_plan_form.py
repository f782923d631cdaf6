"""A plan in another form than Terraform's ends with 1, whatever it says."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from scripts.review import PlanError
from scripts.review.plan_review import CHANGES, NOTHING, PROBLEMS, STOPPED, Review, review
from tests.terraform.plan.edits import delete, entry, update
from tests.unit.scripts.review.plans import change, plan

Document = dict[str, Any]
VPC, BUCKET = "aws_vpc.network_vpc", "aws_s3_bucket.audit_trail_store_bucket"
CLUSTER, ALARM = "aws_rds_cluster.database_cluster", "aws_cloudwatch_metric_alarm.monitoring_x"
AWS = "registry.terraform.io/hashicorp/aws"
PROTECTED = {"id": "x", "deletion_protection": True}
BARED = {"id": "x", "deletion_protection": False}


def _plan(*edits: Callable[[Document], Any]) -> Document:
    """Three resources that stay as they are, edited."""
    there = [
        change(address, values, copy.deepcopy(values), actions=["no-op"])
        for address, values in (
            (CLUSTER, PROTECTED),
            (ALARM, {"id": "x", "period": 60}),
            (BUCKET, {"id": "x", "bucket": "x"}),
        )
    ]
    configured = [{"address": each["address"], "expressions": {}} for each in there]
    document = plan(*there, configuration={"root_module": {"resources": configured}})
    for edit in edits:
        edit(document)
    return document


def _part(name: str, value: Any) -> Callable[[Document], Any]:
    return lambda document: document.update({name: value})


def _entry(address: str, **parts: Any) -> Callable[[Document], Any]:
    return lambda document: entry(document, address).update(parts)


def _change(address: str, **parts: Any) -> Callable[[Document], Any]:
    return lambda document: entry(document, address)["change"].update(parts)


def _module(**parts: Any) -> Callable[[Document], Any]:
    return lambda document: document["configuration"]["root_module"].update(parts)


def _configured(address: str, **parts: Any) -> Callable[[Document], Any]:
    def edit(document: Document) -> None:
        resources = document["configuration"]["root_module"]["resources"]
        next(each for each in resources if each["address"] == address).update(parts)

    return edit


def _reads(mode: str, type_: str) -> Callable[[Document], Any]:
    """The configuration reads something beside what it makes."""
    resource = {"address": f"{mode}.{type_}.x", "mode": mode, "type": type_, "expressions": {}}
    return lambda document: document["configuration"]["root_module"]["resources"].append(resource)


def _provider(name: str = "aws", **arguments: Any) -> Callable[[Document], Any]:
    block = {"name": "aws", "full_name": AWS, "expressions": arguments}
    return lambda document: document["configuration"].update(provider_config={name: block})


CASES: dict[str, tuple[tuple[Callable[[Document], Any], ...], str]] = {
    # Objects and actions that do not fit.
    "nothing to do, but it differs": ((_change(CLUSTER, after=BARED),), "plans no action"),
    "update of nothing": ((_change(CLUSTER, actions=["update"], before=None),), "no object before"),
    "update to nothing": ((_change(CLUSTER, actions=["update"], after=None),), "no object after"),
    "replaced, but not there": (
        (_change(ALARM, actions=["delete", "create"], before=None),),
        "no object before",
    ),
    "created over something": ((_change(CLUSTER, actions=["create"]),), "an object before"),
    "deleted, but still there": ((_change(ALARM, actions=["delete"]),), "an object after"),
    "forgotten, but still there": ((_change(ALARM, actions=["forget"]),), "an object after"),
    "managed and read": ((_change(CLUSTER, actions=["read"], before=None),), "of the mode managed"),
    "data that is deleted": (
        (_entry(CLUSTER, mode="data"), delete(CLUSTER)),
        "of the mode data cannot have the actions",
    ),
    "data that is updated": (
        (update(CLUSTER, deletion_protection=False), _entry(CLUSTER, mode="data")),
        "of the mode data",
    ),
    "ephemeral": ((_entry(CLUSTER, mode="ephemeral"),), "mode 'ephemeral'"),
    "a mode of tomorrow": ((_entry(CLUSTER, mode="list"),), "mode 'list'"),
    "type unlike the address": (
        (_entry(CLUSTER, type="aws_cloudwatch_dashboard"),),
        "unlike its address",
    ),
    "moved from another type": (
        (_entry(BUCKET, previous_address="aws_rds_cluster.x"),),
        "unlike its previous_address",
    ),
    "all of it known later": (
        (_change(CLUSTER, actions=["update"], after={}, after_unknown=True),),
        "not known before apply at all",
    ),
    "the same twice": (
        (lambda found: found["resource_changes"].append(entry(found, ALARM)),),
        f"{ALARM} has 2 changes",
    ),
    "drift of a form unknown": (
        (_part("resource_drift", [change(ALARM, {"id": "x"}, {}, actions=["create"])]),),
        "an object before",
    ),
    # Parts and flags.
    "a part of a change": ((_change(ALARM, on_destroy="x"),), "does not read: on_destroy"),
    "a part of an entry": ((_entry(ALARM, hooks=["x"]),), "does not read: hooks"),
    "generated configuration": (
        (_change(ALARM, importing={"id": "x"}, generated_config="resource {}"),),
        "configuration that Terraform generated",
    ),
    "errored in a text": ((_part("errored", "true"),), "errored is 'true'"),
    "errored in a number": ((_part("errored", 1),), "errored is 1"),
    "complete in a text": ((_part("complete", "false"),), "complete is 'false'"),
    "complete in a number": ((_part("complete", 0),), "complete is 0"),
    "applyable in a text": ((_part("applyable", "yes"),), "applyable is 'yes'"),
    "not applyable, but it changes": (
        (update(ALARM, alarm_description="x"), _part("applyable", False)),
        f"nothing to apply, beside a change of {ALARM}",
    ),
    "planned, but no change": (
        (
            _part(
                "planned_values",
                {"root_module": {"resources": [{"address": VPC, "mode": "managed"}]}},
            ),
        ),
        f"{VPC} is planned, but not among the changes",
    ),
    "planned in a module, but no change": (
        (
            _part(
                "planned_values",
                {
                    "root_module": {
                        "child_modules": [
                            {"resources": [{"address": f"module.x.{VPC}", "mode": "managed"}]}
                        ]
                    }
                },
            ),
        ),
        "not among the changes",
    ),
    "all changes left out": (
        (
            _part(
                "planned_values",
                {"root_module": {"resources": [{"address": VPC, "mode": "managed"}]}},
            ),
            _part("resource_changes", None),
        ),
        "not among the changes",
    ),
    "a check of tomorrow": (
        (_part("checks", [{"address": {"to_display": "check.x"}, "status": "skipped"}]),),
        "status skipped",
    ),
    "a check that fails somewhere": (
        (
            _part(
                "checks",
                [
                    {
                        "address": {"to_display": "check.x"},
                        "status": "pass",
                        "instances": [{"address": {"to_display": "check.x[1]"}, "status": "fail"}],
                    }
                ],
            ),
        ),
        "check.x[1] has the status fail",
    ),
    # The configuration.
    "data that runs a program": ((_reads("data", "aws_lambda_invocation"),), "may run a program"),
    "data of a file": ((_reads("data", "local_file"),), "reads local_file"),
    "ephemeral that runs a program": (
        (_reads("ephemeral", "aws_lambda_invocation"),),
        "reads aws_lambda_invocation",
    ),
    "data read by a change": (
        (
            lambda found: found["resource_changes"].append(
                change("data.aws_lambda_invocation.x", None, {}, actions=["read"])
            ),
        ),
        "reads aws_lambda_invocation",
    ),
    "actions": ((_module(actions=[{"address": "action.aws_lambda_invoke.x"}]),), "has actions"),
    "a part of the configuration": (
        (lambda found: found["configuration"].update(policies=[]),),
        "does not read: policies",
    ),
    "a part of the module": ((_module(hooks=[]),), "does not read: hooks"),
    "a part of a resource": ((_configured(ALARM, on_failure=[]),), "does not read: on_failure"),
    "a module": ((_module(module_calls={"x": {"source": "./x"}}),), "no module x"),
    "a provider by an alias": ((_provider("aws.other"),), "no provider block aws.other"),
    "a resource elsewhere": ((_configured(ALARM, provider_config_key="aws.other"),), "aws.other"),
    "another role": ((_provider(assume_role=[{}]),), "assume_role"),
    "another endpoint": ((_provider(endpoints=[{}]),), "endpoints"),
    "another profile": ((_provider(profile={"constant_value": "x"}),), "profile"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_plan_of_another_form_ends_with_1(name: str) -> None:
    edits, said = CASES[name]
    result = review(_plan(*edits))
    assert said in " ".join(result.problems)
    assert result.exit_code == PROBLEMS


@pytest.mark.parametrize(
    "edits",
    [
        (),
        (_part("errored", False), _part("complete", True), _part("applyable", True)),
        (_part("errored", None), _part("variables", {}), _part("relevant_attributes", [])),
        (_provider(region={}, default_tags=[{}], allowed_account_ids={}),),
        (_reads("data", "aws_caller_identity"),),
        (_reads("ephemeral", "aws_secretsmanager_random_password"),),
        (_change(BUCKET, before_identity={}, after_identity={}, importing={"identity": {}}),),
        (_entry(BUCKET, previous_address="aws_s3_bucket.old"),),
        (_configured(ALARM, provider_config_key="aws", depends_on=[VPC], schema_version=1),),
        (_part("format_version", "1.9"),),
    ],
)
def test_what_terraform_writes_is_read(edits: Any) -> None:
    result = review(_plan(*edits))
    assert result.problems == ()
    assert result.exit_code in (NOTHING, CHANGES)


@pytest.mark.parametrize("version", ["0.2", "2.0", "1", "1.x", 1.2, None])
def test_another_format_is_refused(version: Any) -> None:
    with pytest.raises(PlanError, match="format_version"):
        review(_plan(_part("format_version", version)))


@pytest.mark.parametrize("broken", [{"a": 1}, "x", [1], [None]])
def test_changes_that_are_none_are_refused(broken: Any) -> None:
    with pytest.raises(PlanError, match="another form"):
        review(_plan(_part("resource_changes", broken)))


def _output(before: Any, after: Any, *actions: str) -> Review:
    marks = {"before_sensitive": before, "after_sensitive": after}
    change_ = {"actions": list(actions) or ["update"], "before": {"p": "a"}, "after": {"p": "a"}}
    return review(_plan(_part("output_changes", {"x": change_ | marks})))


@pytest.mark.parametrize(
    ("before", "after", "is_stopped"),
    [
        ({"p": True}, False, True),
        ({"p": True}, {}, True),
        ({"p": True, "q": True}, {"p": True}, True),
        (True, {"p": True}, True),
        ([False, True], [True, False], True),
        ([True], [], True),
        ({"p": True}, True, False),
        ({"p": True}, {"p": True}, False),
        ({"p": False}, False, False),
        (False, {"p": True}, False),
    ],
)
def test_a_part_of_an_output_that_loses_its_mark_needs_a_word(
    before: Any, after: Any, is_stopped: bool
) -> None:
    assert (_output(before, after).exit_code == STOPPED) == is_stopped
    assert (_output(before, after, "no-op").exit_code == STOPPED) == is_stopped


def test_an_action_of_an_output_that_is_not_known_is_refused() -> None:
    with pytest.raises(PlanError, match=r"output\.x; accepted"):
        _output(False, False, "conquer")
