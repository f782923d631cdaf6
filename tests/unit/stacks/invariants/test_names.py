"""What things are called in AWS: within its limits, and never the same for two deployments."""

import json
import re
from collections.abc import Iterator

import pytest

from stacks.app import synthesize
from stacks.naming import LONGEST_DEPLOYMENT_NAME
from stacks.settings import parse_settings
from stacks.settings.region import FIRST_ZONES
from tests.configurations import EVERYTHING_ON
from tests.synthesized import Stack, leaves
from tests.unit.stacks.invariants.rule import Violation, breaks, check

ACCOUNT = "${data.aws_caller_identity.account_identity.account_id}"
# RDS and ElastiCache take no two hyphens in a row and none at the end.
IDENTIFIER = r"[a-z](?:-?[a-zA-Z0-9])*"
PATH = r"[\w./#-]+"
# Type and argument -> longest, and the characters taken, as the services' API references say.
LIMITS = {
    "aws_backup_plan.name": (50, r"[\w.-]+"),
    "aws_backup_selection.name": (50, r"[\w.-]+"),
    "aws_backup_vault.name": (50, r"[\w-]+"),
    "aws_cloudformation_stack.name": (128, r"[a-zA-Z][a-zA-Z0-9-]*"),
    "aws_cloudtrail.name": (128, r"[\w.-]+"),
    "aws_cloudwatch_dashboard.dashboard_name": (255, r"[\w-]+"),
    "aws_cloudwatch_event_rule.name": (64, r"[\w.-]+"),
    "aws_cloudwatch_log_group.name": (512, PATH),
    "aws_cloudwatch_metric_alarm.alarm_name": (255, r".+"),
    "aws_db_subnet_group.name": (255, IDENTIFIER),
    "aws_dynamodb_table.name": (255, r"[\w.-]{3,}"),
    "aws_ecr_repository.name": (256, r"[a-z0-9]+([._-][a-z0-9]+)*"),
    "aws_ecs_cluster.name": (255, r"[\w-]+"),
    "aws_ecs_service.name": (255, r"[\w-]+"),
    "aws_ecs_task_definition.family": (255, r"[\w-]+"),
    "aws_efs_file_system.creation_token": (64, r".+"),
    "aws_elasticache_serverless_cache.name": (40, IDENTIFIER),
    "aws_elasticache_user_group.user_group_id": (40, IDENTIFIER),
    "aws_iam_policy.name": (128, r"[\w+=,.@-]+"),
    "aws_iam_role.name": (64, r"[\w+=,.@-]+"),
    "aws_kms_alias.name": (256, r"alias/[\w/-]+"),
    "aws_lb.name": (32, r"(?!internal-)[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"),
    "aws_lb_target_group.name": (32, r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"),
    "aws_rds_cluster.cluster_identifier": (63, IDENTIFIER),
    "aws_rds_cluster.final_snapshot_identifier": (255, IDENTIFIER),
    "aws_rds_cluster_instance.identifier": (63, IDENTIFIER),
    "aws_rds_cluster_parameter_group.name": (255, IDENTIFIER),
    "aws_s3_bucket.bucket": (63, r"[a-z0-9][a-z0-9-]+[a-z0-9]"),
    "aws_secretsmanager_secret.name": (512, r"[\w/+=.@-]+"),
    "aws_security_group.name": (255, r"(?!sg-)[a-zA-Z0-9 ._:/()#,@\[\]+=&;{}!$*-]+"),
    "aws_sns_topic.name": (256, r"[\w-]+"),
    "aws_wafv2_web_acl.name": (128, r"[\w-]+"),
    "AWS::ElastiCache::User.UserId": (40, IDENTIFIER),
}
# Texts of a length that AWS bounds, too.
DESCRIPTIONS = {
    "aws_elasticache_serverless_cache": 255,
    "aws_kms_key": 8192,
    "aws_rds_cluster_parameter_group": 255,
    "aws_secretsmanager_secret": 2048,
    "aws_security_group": 255,
    "aws_vpc_security_group_egress_rule": 255,
    "aws_vpc_security_group_ingress_rule": 255,
    "aws_wafv2_web_acl": 256,
}
NAMING_ARGUMENTS = re.compile(
    r"(?:name|bucket|family|identifier|user_group_id|alarm_name|creation_token|dashboard_name"
    r"|cluster_identifier|final_snapshot_identifier)$"
)
# Arguments of that kind that name nothing of our own in AWS.
NOT_OUR_NAMES = {
    "aws_appautoscaling_policy.name": "unique within its service, which has a name of its own",
    "aws_cloudwatch_log_metric_filter.name": "unique within its log group",
    "aws_rds_cluster_parameter_group.family": "AWS's own",
    "aws_route53_record.name": "the settings' domain",
}


def names(stack: Stack) -> Iterator[tuple[str, str, str]]:
    """Physical names as AWS will see them: kind, address, name."""
    for type_, address, attributes in stack.every():
        for argument, value in attributes.items():
            kind = f"{type_}.{argument}"
            literal = isinstance(value, str) and "${" not in value.replace(ACCOUNT, "")
            if NAMING_ARGUMENTS.match(argument) and literal and kind not in NOT_OUR_NAMES:
                yield kind, address, value.replace(ACCOUNT, "123456789012")
    for name, attributes in stack.resources("aws_cloudformation_stack").items():
        for resource in json.loads(attributes["template_body"])["Resources"].values():
            user = resource["Properties"]["UserId"]
            yield f"{resource['Type']}.UserId", f"aws_cloudformation_stack.{name}", user


def names_that_aws_refuses(stack: Stack) -> Iterator[Violation]:
    """Names too long, with other characters, or of a kind whose limit is not on record."""
    for kind, address, name in names(stack):
        if kind not in LIMITS:
            yield Violation(address, f"no limit of {kind} is in the table")
            continue
        longest, characters = LIMITS[kind]
        if len(name) > longest or not re.fullmatch(characters, name):
            yield Violation(address, f"{kind} is {name!r}, {len(name)} of {longest} characters")


def texts_that_aws_refuses(stack: Stack) -> Iterator[Violation]:
    """Descriptions too long, or with characters that EC2 does not take."""
    for type_, address, attributes in stack.every():
        text = attributes.get("description", "")
        if type_ in DESCRIPTIONS and not 1 <= len(text) <= DESCRIPTIONS[type_]:
            yield Violation(address, f"its description has {len(text)} characters")
        if "security_group" in type_ and not re.fullmatch(
            r"[a-zA-Z0-9 ._:/()#,@\[\]+=&;{}!$*-]*", text
        ):
            yield Violation(address, f"its description is {text!r}")


@pytest.fixture(scope="module")
def longest(tmp_path_factory: pytest.TempPathFactory) -> list[Stack]:
    """The longest names there can be, with everything switched on."""
    folder = tmp_path_factory.mktemp("longest")
    region = max(FIRST_ZONES, key=len)
    name = "c" * LONGEST_DEPLOYMENT_NAME
    (settings,) = EVERYTHING_ON["deployments"].values()
    settings = settings | {"region": region, "network": {}}
    remote_state = EVERYTHING_ON["remote_state"] | {"region": region, "bucket": "b" * 63}
    context = {"deployments": {name: settings}, "remote_state": remote_state}
    synthesize(parse_settings(context), str(folder))
    return [Stack("longest", f.parent.name, f) for f in folder.glob("stacks/*/cdk.tf.json")]


def test_names_are_such_as_aws_takes(stacks: list[Stack]):
    check(names_that_aws_refuses, stacks)


def test_the_longest_names_are_such_as_aws_takes(longest: list[Stack]):
    assert len(longest) == 2
    check(names_that_aws_refuses, longest)
    check(texts_that_aws_refuses, longest)


def test_one_more_character_would_be_too_long(longest: list[Stack]):
    """The limit on the deployment's name is as generous as AWS allows."""
    deployment = next(stack for stack in longest if stack.is_deployment)
    room = min(
        LIMITS[kind][0] - len(name)
        for kind, _, name in names(deployment)
        if deployment.name in name
    )
    assert room == 0


def test_descriptions_are_such_as_aws_takes(stacks: list[Stack]):
    check(texts_that_aws_refuses, stacks)


def test_no_two_resources_of_a_kind_share_a_name(stacks: list[Stack]):
    for stack in stacks:
        found = [(kind, name) for kind, _, name in names(stack)]
        assert len(set(found)) == len(found), stack


def test_two_deployments_share_no_physical_name(deployments: list[Stack]):
    # features.md S5, E16, C17: SSM paths, caches, ACLs and log groups of fixed names.
    one, other = (s for s in deployments if s.configuration == "two_deployments")
    shared = {(k, n) for k, _, n in names(one)} & {(k, n) for k, _, n in names(other)}
    assert not shared


def test_two_deployments_share_no_text_that_names_either(deployments: list[Stack]):
    """Beyond names: paths, tags, metric names and everything else that holds `openemr-`."""
    one, other = (s for s in deployments if s.configuration == "two_deployments")
    texts = [
        {
            str(value)
            for _, value in leaves(stack.json["resource"])
            if "openemr-clinic" in str(value)
        }
        for stack in (one, other)
    ]
    assert all(texts)
    assert not texts[0] & texts[1]


def test_every_name_tells_its_deployment(deployments: list[Stack]):
    for stack in deployments:
        for kind, address, name in names(stack):
            assert f"openemr-{stack.name}" in name or f"/openemr/{stack.name}/" in name, (
                f"{stack}: {address}: {kind} is {name}"
            )


def test_these_rules_notice(default: Stack):
    cache = "aws_elasticache_serverless_cache.cache_valkey"
    breaks(names_that_aws_refuses, default, cache, name="openemr--cache")
    breaks(names_that_aws_refuses, default, cache, name="c" * 41)
    breaks(names_that_aws_refuses, default, "aws_vpc.network_vpc", name="new")
    group = "aws_security_group.cache_perimeter_group"
    breaks(texts_that_aws_refuses, default, group, description="the cache's group")
