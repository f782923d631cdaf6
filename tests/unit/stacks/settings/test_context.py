"""What stands around the deployments: their names, the remote state, the file itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.settings import SettingsError, parse_settings, read_settings

ONE: dict[str, Any] = {"clinic": {}}
NAME = (
    "the deployment's name must be lower-case letters, digits and single hyphens, beginning with "
    "a letter, and not remote-state"
)
AT_LEAST_ONE = "an object with at least one deployment"
BUCKET = "3 to 63 lower-case letters, digits and hyphens, globally unique"
REMOTE_STATE_SETTINGS = "bucket, region, dynamodb_table, lock"

CONTEXTS: dict[str, tuple[Any, str]] = {
    "a list": ([], "context: received []; accepted: an object"),
    "null": (None, "context: received null; accepted: an object"),
    "nothing": ({}, f"context.deployments: received null; accepted: {AT_LEAST_ONE}"),
    "no deployment": (
        {"deployments": {}},
        f"context.deployments: received {{}}; accepted: {AT_LEAST_ONE}",
    ),
    "a list of deployments": (
        {"deployments": [{}]},
        f"context.deployments: received [{{}}]; accepted: {AT_LEAST_ONE}",
    ),
    "a misspelt key": (
        {"deployments": ONE, "remote-state": {}},
        (
            "context.remote-state: unknown setting, did you mean remote_state? received {}; "
            "accepted: deployments, remote_state"
        ),
    ),
    "a setting outside of its deployment": (
        {"deployments": ONE, "certificate_arn": None},
        (
            "context.certificate_arn: unknown setting; received null; accepted: "
            "deployments, remote_state"
        ),
    ),
    "a remote state that is a string": (
        {"deployments": ONE, "remote_state": "state"},
        'context.remote_state: received "state"; accepted: an object',
    ),
    "a remote state that is off": (
        {"deployments": ONE, "remote_state": False},
        "context.remote_state: received false; accepted: an object",
    ),
    "a remote state without bucket": (
        {"deployments": ONE, "remote_state": {}},
        "context.remote_state.bucket: is missing; accepted: a value, it has no default",
    ),
    "a misspelt setting of the remote state": (
        {"deployments": ONE, "remote_state": {"bucket": "state", "dynamo_table": "locks"}},
        (
            "context.remote_state.dynamo_table: unknown setting, did you mean dynamodb_table? "
            f'received "locks"; accepted: {REMOTE_STATE_SETTINGS}'
        ),
    ),
    "a lock table with a blank": (
        {"deployments": ONE, "remote_state": {"bucket": "state", "dynamodb_table": "our locks"}},
        (
            'context.remote_state.dynamodb_table: received "our locks"; accepted: 3 to 255 '
            "letters, digits, underscores, dots and hyphens"
        ),
    ),
    "no lock": (
        {"deployments": ONE, "remote_state": {"bucket": "state", "lock": "none"}},
        "context.remote_state.lock: received \"none\"; accepted: 'dynamodb', 'lockfile' or 'both'",
    ),
}


def problems(context: object) -> list[str]:
    """What is said about the context."""
    with pytest.raises(SettingsError) as refusal:
        parse_settings(context)
    return refusal.value.problems


@pytest.mark.parametrize(("context", "message"), CONTEXTS.values(), ids=CONTEXTS)
def test_a_wrong_context_is_named(context: object, message: str):
    assert problems(context) == [message]


@pytest.mark.parametrize(
    "name",
    ["Clinic", "clinic_1", "clinic-", "-clinic", "a--b", "1clinic", "a.b", "", "remote-state", "é"],
)
def test_a_name_with_other_characters_is_refused(name: str):
    assert problems({"deployments": {name: {}}}) == [f"context.deployments.{name}: {NAME}"]


def test_a_name_too_long_is_refused():
    assert problems({"deployments": {"c" * 21: {}}}) == [
        (
            f"context.deployments.{'c' * 21}: the deployment's name has 21 characters; accepted: "
            "at most 20, so that AWS's length limits hold for every name made of it"
        )
    ]


@pytest.mark.parametrize("name", ["c", "clinic", "a-b-c", "c" * 20, "north2"])
def test_a_name_that_aws_takes_everywhere_is_accepted(name: str):
    assert list(parse_settings({"deployments": {name: {}}}).deployments) == [name]


@pytest.mark.parametrize(
    "bucket",
    ["My-State", "our.state", "ab", "s" * 64, "-state", "xn--state", "state-s3alias", "a_b", ""],
)
def test_a_bucket_name_that_s3_refuses_is_refused(bucket: str):
    context = {"deployments": ONE, "remote_state": {"bucket": bucket}}
    assert problems(context) == [
        f'context.remote_state.bucket: received "{bucket}"; accepted: {BUCKET}'
    ]


def test_flags_of_cdktf_may_stand_beside_the_deployments():
    flags = {"excludeStackIdFromLogicalIds": "true", "cdktfRelativeModules": ["x"]}
    assert parse_settings({"deployments": ONE} | flags).remote_state is None


NO_SETTINGS = {
    "not JSON": (
        "{",
        (
            "cdktf.json: must be JSON "
            "(Expecting property name enclosed in double quotes: line 1 column 2 (char 1))"
        ),
    ),
    "no context": ("{}", "cdktf.json: must be an object with `context`"),
    "a list": ("[]", "cdktf.json: must be an object with `context`"),
    "a deployment twice": (
        '{"context": {"deployments": {"clinic": {}, "clinic": {"region": "eu-west-1"}}}}',
        "cdktf.json: must be JSON (duplicate key: clinic)",
    ),
}


@pytest.mark.parametrize(("text", "message"), NO_SETTINGS.values(), ids=NO_SETTINGS)
def test_a_file_without_settings_is_named(text: str, message: str, tmp_path: Path):
    file = tmp_path / "cdktf.json"
    file.write_text(text)
    with pytest.raises(SettingsError) as refusal:
        read_settings(file)
    assert refusal.value.problems == [message]


def test_a_file_in_another_encoding_is_named(tmp_path: Path):
    file = tmp_path / "cdktf.json"
    file.write_bytes(json.dumps({"context": {}}).encode("utf-16"))
    with pytest.raises(SettingsError, match=r"^cdktf\.json: must be JSON .*utf-8"):
        read_settings(file)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(SettingsError) as refusal:
        read_settings(tmp_path / "cdktf.json")
    assert refusal.value.problems == ["cdktf.json: cannot be read (No such file or directory)"]
