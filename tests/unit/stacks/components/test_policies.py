"""IAM documents: what is allowed, denied, and on whose behalf."""

import json
from types import SimpleNamespace
from typing import cast

from stacks.account import Account
from stacks.policies import allow, deny, document, trust


def test_a_statement_of_a_role_names_no_principal():
    assert allow("Read", ["s3:GetObject"], ["arn"]) == {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn"],
    }


def test_a_statement_of_a_resource_names_principal_and_condition():
    statement = allow(
        "Read",
        ["s3:GetObject"],
        ["arn"],
        principal={"Service": "x.amazonaws.com"},
        condition={"StringEquals": {"aws:SourceAccount": "1"}},
    )
    assert statement["Principal"] == {"Service": "x.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "1"}}


def test_a_denial_is_meant_for_everyone():
    statement = deny("Tls", ["s3:*"], ["arn"], {"Bool": {"aws:SecureTransport": "false"}})
    assert (statement["Effect"], statement["Principal"]) == ("Deny", {"AWS": "*"})


def test_a_document_has_the_current_version():
    assert json.loads(document()) == {"Version": "2012-10-17", "Statement": []}


def test_a_document_has_an_id_only_where_a_service_wants_one():
    assert json.loads(document(id_="sites"))["Id"] == "sites"


def test_a_role_is_trusted_to_one_service_for_this_account_alone():
    (statement,) = json.loads(
        trust("backup.amazonaws.com", cast("Account", SimpleNamespace(id="1")))
    )["Statement"]
    assert statement == {
        "Sid": "Trust",
        "Effect": "Allow",
        "Principal": {"Service": "backup.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "1"}},
    }
