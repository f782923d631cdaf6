"""The rules know every type that a deployment makes, and what they protect is protected."""

from scripts.resources import CATALOGUE
from scripts.resources.facets.predicates import switched_off
from scripts.review import Change, Kind
from scripts.review.context import Context
from scripts.review.judge import JUDGES, judge
from scripts.review.rules.all_types import RULES as EVERYWHERE
from tests.synthesized import Stack

# Deleting them destroys data or evidence, and Terraform would do so: reviewing plans is what stops
# it. They end with something that Terraform refuses to destroy, or keep nothing themselves.
GUARDED_BY_REVIEW = {
    "aws_backup_plan": "makes copies; those there are stay in the vault",
    "aws_backup_selection": "makes copies; those there are stay in the vault",
    "aws_cloudformation_stack": "holds the cache's user, which is made anew",
    "aws_cloudtrail": "writes to a bucket that Terraform refuses to destroy",
    "aws_cloudwatch_log_group": "ends by its retention; the trail keeps its own copy in a bucket",
    "aws_ecr_repository": "AWS refuses while it holds images, which can be copied again",
    "aws_efs_access_point": "leads to a file system that Terraform refuses to destroy",
    "aws_rds_cluster_instance": "serves a cluster that Terraform refuses to destroy",
    "aws_secretsmanager_secret_version": "belongs to a secret that Terraform refuses to destroy",
}


def test_every_type_of_every_configuration_is_reviewed(stacks: list[Stack]) -> None:
    made = {type_ for stack in stacks for type_ in stack.json["resource"]}
    assert sorted(type_ for type_ in made if not CATALOGUE[type_].is_reviewed) == []


def test_what_holds_data_in_production_cannot_be_destroyed(stacks: list[Stack]) -> None:
    unguarded = {}
    for stack in stacks:
        for type_, address, attributes in stack.every() if stack.is_production else ():
            deletion = Change(address, type_, ("delete",), before={"id": "x"})
            verdicts = judge(deletion, Context())
            destroys = any(each.kind is Kind.DESTROYS_DATA for each in verdicts)
            prevented = attributes.get("lifecycle", {}).get("prevent_destroy") is True
            if destroys and not prevented and type_ not in GUARDED_BY_REVIEW:
                unguarded[address] = verdicts
    assert unguarded == {}


def test_every_exception_is_one() -> None:
    for type_ in GUARDED_BY_REVIEW:
        deletion = Change("aws_x.y", type_, ("delete",), before={"id": "x"})
        kinds = {each.kind for each in judge(deletion, Context())}
        assert Kind.DESTROYS_DATA in kinds, type_


def test_owners_and_what_belongs_to_them_are_reviewed() -> None:
    owned = {each.name: each.owner.type for each in CATALOGUE.values() if each.owner}
    named = {*owned, *owned.values()}
    unreviewed = sorted(type_ for type_ in named if not CATALOGUE[type_].is_reviewed)
    assert unreviewed == ["aws_secretsmanager_secret_policy"]


def test_every_rule_says_one_sentence() -> None:
    rules = [*EVERYWHERE, *(rule for each in CATALOGUE.values() for rule in each.rules)]
    for rule in rules:
        text = rule.reason.format(before="1", after="2")
        assert text[0].isupper() or rule.reason[0] == "{", rule
        assert text.endswith("."), rule
    assert len(JUDGES) > 20
    assert any(rule.trend is switched_off for rule in rules)
