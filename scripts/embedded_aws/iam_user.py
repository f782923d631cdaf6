"""An IAM user of the embedded AWS, made with the account's root key by plain IAM requests."""

import json
import urllib.error
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from scripts.embedded_aws import loopback

_IAM = "{https://iam.amazonaws.com/doc/2010-05-08/}"
ADMINISTRATOR: Mapping[str, object] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


@dataclass(frozen=True)
class AccessKey:
    """Credentials of the embedded AWS; worthless anywhere else."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


# The configured root caller: MiniStack 1.5.33 takes its word without checking the signature.
ROOT_KEY = AccessKey("test", "test")


def create_user(
    url: str, region: str, name: str, policy: Mapping[str, object] = ADMINISTRATOR
) -> AccessKey:
    """Create the user unless it exists, give it the inline policy, and return a new key of it."""
    try:
        _iam(url, region, Action="CreateUser", UserName=name)
    except urllib.error.HTTPError as error:
        if error.code != 409:  # EntityAlreadyExists: the account was restored from a snapshot
            raise
    document = json.dumps(dict(policy))
    _iam(
        url,
        region,
        Action="PutUserPolicy",
        UserName=name,
        PolicyName="embedded-aws",
        PolicyDocument=document,
    )
    answer = _iam(url, region, Action="CreateAccessKey", UserName=name)
    found = {
        part: answer.findtext(f".//{_IAM}{part}") for part in ("AccessKeyId", "SecretAccessKey")
    }
    if not all(found.values()):
        raise RuntimeError("CreateAccessKey of the embedded AWS returned no key")
    return AccessKey(str(found["AccessKeyId"]), str(found["SecretAccessKey"]))


def _iam(url: str, region: str, **parameters: str) -> ElementTree.Element:
    body = urllib.parse.urlencode({"Version": "2010-05-08", **parameters}).encode()
    scope = f"{ROOT_KEY.access_key_id}/20260101/{region}/iam/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Amz-Date": "20260101T000000Z",
    }
    answer = loopback.post(url, body, headers)
    return ElementTree.fromstring(answer)  # noqa: S314 - our own server wrote it
