"""Provider blocks, which Terraform's JSON writes as one object or as a list."""

import pytest

from scripts.terraform.documents.provider import AwsProvider, aws_providers, region_of

BLOCK = {
    "region": "us-west-2",
    "allowed_account_ids": ["123456789012"],
    "default_tags": [{"tags": {"Deployment": "clinic"}}, {"tags": {"Purpose": "state"}}],
}
READ = AwsProvider(
    "us-west-2", frozenset({"123456789012"}), {"Deployment": "clinic", "Purpose": "state"}
)


@pytest.mark.parametrize("written", [BLOCK, [BLOCK]], ids=["object", "list"])
def test_both_forms_are_read(written: object) -> None:
    configuration = {"provider": {"aws": written}}
    assert aws_providers(configuration) == [READ]
    assert region_of(configuration) == "us-west-2"


def test_what_a_block_leaves_out_is_empty() -> None:
    plain = {"region": "eu-west-1", "allowed_account_ids": None, "default_tags": {"tags": None}}
    assert aws_providers({"provider": {"aws": [BLOCK, plain]}})[1] == AwsProvider("eu-west-1")
    assert aws_providers({}) == []
