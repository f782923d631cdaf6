"""The embedded AWS refuses what AWS refuses, with AWS's error codes."""

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.refusals.compute import COMPUTE
from tests.contract.embedded_aws.refusals.ec2 import EC2
from tests.contract.embedded_aws.refusals.elasticache import ELASTICACHE
from tests.contract.embedded_aws.refusals.elasticloadbalancing import ELASTICLOADBALANCING
from tests.contract.embedded_aws.refusals.iam import IAM
from tests.contract.embedded_aws.refusals.keys_and_secrets import KEYS_AND_SECRETS
from tests.contract.embedded_aws.refusals.rds import RDS
from tests.contract.embedded_aws.refusals.registry import REGISTRY
from tests.contract.embedded_aws.refusals.restores import RESTORES
from tests.contract.embedded_aws.refusals.stacks_and_trails import STACKS_AND_TRAILS
from tests.contract.embedded_aws.refusals.storage import STORAGE
from tests.contract.embedded_aws.refusals.waf import WAF

REFUSED = [
    *COMPUTE,
    *EC2,
    *ELASTICLOADBALANCING,
    *RDS,
    *ELASTICACHE,
    *STORAGE,
    *IAM,
    *KEYS_AND_SECRETS,
    *WAF,
    *STACKS_AND_TRAILS,
    *REGISTRY,
    *RESTORES,
]


@pytest.mark.parametrize("wrong", REFUSED, ids=lambda wrong: f"{wrong.service}: {wrong.what}")
def test_a_wrong_request_is_refused_with_the_code_of_aws(account: Account, wrong: Refused) -> None:
    request = wrong.request(account)
    with pytest.raises(ClientError) as refusal:
        getattr(account.client(wrong.service), wrong.operation)(**request)
    error = refusal.value.response["Error"]
    assert error["Code"] == wrong.code, error["Message"]
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] < 500
