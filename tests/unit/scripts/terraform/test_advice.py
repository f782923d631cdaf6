"""Each error that operators meet has its remedy, found in the text that Terraform really printed.

The texts in `said/` are those of Terraform 1.11.4 with the AWS provider 5.100.0, run on the
embedded AWS, some through a proxy that answered with AWS's error codes; ids are shortened.
"""

from pathlib import Path

import pytest

from scripts.terraform import TerraformFailedError
from scripts.terraform.advice import ADVICE, advice_on

SAID = Path(__file__).with_name("said")
# File of what was said -> the words by which its remedy is known; all of them, and no others.
REMEDIES = {
    "lock-file-in-s3": ["The state is locked by another command"],
    "lock-item-in-dynamodb": ["The state is locked by another command"],
    "lock-of-a-file": ["The state is locked by another command"],
    "lock-table-missing": ["The lock table does not exist"],
    "lock-not-allowed": ["not allowed to do this"],
    "lock-not-released": ["The lock may still be held", "not allowed to do this"],
    "lock-throttled": ["AWS throttled the requests"],
    "checksum": ["The state in the bucket is not the one that was written last"],
    "truncated": ["The state is damaged"],
    "format-version": ["A newer Terraform"],
    "lineage": ["The two states differ in lineage"],
    "serial": ["The stored state is newer, or differs"],
    "same-serial": ["The stored state is newer, or differs"],
    "backend-changed": ["The backend differs"],
    "bucket-missing": ["The bucket of the remote state does not exist"],
    "bucket-in-another-region": ["The bucket is in another Region"],
    "bucket-of-another-account": ["These credentials may not read the state"],
    "key-not-allowed": ["The lock may still be held", "These credentials may not use the key"],
    "no-credentials": ["No AWS credentials were found"],
    "expired": ["The AWS credentials have expired"],
    "unknown-credentials": ["AWS does not know these credentials"],
    "wrong-secret-key": ["The secret key does not belong to the access key"],
    "account-not-allowed": ["The credentials belong to another AWS account"],
    "throttled": ["AWS throttled the requests"],
    "not-allowed": ["not allowed to do this"],
    "quota": ["A quota of the account is exhausted"],
    "region-disabled": ["The account may not use this service here"],
    "not-reached": ["AWS could not be reached"],
    "provider-not-found": ["The AWS provider could not be installed"],
    "core-version": ["A different version of Terraform is required"],
    "stale-plan": ["The state changed after the plan was made"],
    "already-there": ["A resource of this name exists"],
    "killed": ["Run the command again"],
    "state-not-saved": ["Created resources are in errored.tfstate", "AWS could not be reached"],
    "prevent-destroy": ["prevent_destroy forbids this"],
}


@pytest.mark.parametrize("name", REMEDIES)
def test_what_terraform_said_has_its_remedy(name: str) -> None:
    remedies = advice_on((SAID / f"{name}.txt").read_text())
    assert len(remedies) == len(REMEDIES[name]), remedies
    for words, remedy in zip(REMEDIES[name], remedies, strict=True):
        assert words in remedy


def test_every_recorded_text_is_looked_at() -> None:
    assert {each.stem for each in SAID.glob("*.txt")} == set(REMEDIES)


def test_each_remedy_is_a_sentence_for_people() -> None:
    for each in ADVICE:
        assert each.remedy.endswith("."), each.remedy


def test_an_error_is_shown_with_its_remedy_and_without_colours() -> None:
    failed = TerraformFailedError("state pull", ["\x1b[31mError: ExpiredToken\x1b[0m\x1b[0m"])
    assert str(failed).startswith("Error: ExpiredToken\n\nThe AWS credentials have expired.")
