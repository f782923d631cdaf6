"""Remedies for common Terraform errors, by regular expressions over their text."""

import re
from typing import NamedTuple


class Advice(NamedTuple):
    """A remedy for errors of Terraform whose text matches the regular expression `sign`."""

    sign: str
    remedy: str


SIGN_IN = (
    "Sign in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions), "
    "then run the command again."
)
RESTORE = (
    "Nothing was changed. openemr state versions lists the versions of it in the bucket, or in "
    "this folder, and openemr state recover restores one."
)
# Seen with Terraform 1.11.4 and the AWS provider 5.100.0; tests/unit/scripts/terraform/said
# holds their output. OpenTofu kept these texts when it forked Terraform 1.5.
ADVICE: tuple[Advice, ...] = (
    Advice(
        r"Backend initialization required|Backend configuration changed",
        "The backend differs from the one this directory was initialized with. To move an existing "
        "state: openemr state move. Terraform alone would begin with an empty one.",
    ),
    Advice(
        r"Error acquiring the state lock"
        r".*(ConditionalCheckFailed|PreconditionFailed|temporarily unavailable)",
        "The state is locked by another command. Wait until it ends. If it died and left the lock, "
        "openemr state unlock shows the lock's owner, and releases it on request.",
    ),
    Advice(
        r"Error releasing the state lock",
        "The lock may still be held. openemr state unlock shows it, and releases it on request.",
    ),
    Advice(
        r"acquiring the state lock.*DynamoDB.*ResourceNotFoundException",
        "The lock table does not exist in this account and Region. openemr state bootstrap "
        "creates it.",
    ),
    Advice(
        r"state data in S3 does not have the expected content",
        "The state in the bucket is not the one that was written last: it was changed by hand, "
        f"truncated, removed, or saved only in part. {RESTORE}",
    ),
    Advice(
        r"state file could not be parsed|state file has a syntax error|"
        r'does not have a "version" attribute',
        f"The state is damaged. {RESTORE}",
    ),
    Advice(
        r"state file uses format version|state snapshot was created by Terraform v",
        "A newer Terraform (or OpenTofu) wrote this state. Use that version from now on: name it "
        "with --terraform or in OPENEMR_TERRAFORM.",
    ),
    Advice(
        r"cannot import state with lineage",
        "The two states differ in lineage, so they describe different resources. Neither was "
        "changed. openemr state versions shows the lineage of each version.",
    ),
    Advice(
        r"cannot import state with serial|with a different state that has the same serial",
        "The stored state is newer, or differs: it was saved in the meantime. Neither was "
        "changed. Compare both before you replace either.",
    ),
    Advice(
        r"Failed to (save|persist) state|errored\.tfstate",
        "Created resources are in errored.tfstate in the working directory. Keep that file: "
        "openemr deploy saves it to the backend first, openemr state recover does only that.",
    ),
    Advice(
        r"Terraform was killed by",
        "Run the command again: resources that were created but not recorded are found by name and "
        "tags, and imported. If the lock is still held, openemr state unlock shows it first.",
    ),
    Advice(
        r"S3 bucket \S+ does not exist",
        "The bucket of the remote state does not exist in this account. "
        "openemr state bootstrap creates it, with its lock table.",
    ),
    Advice(
        r'requested bucket from "',
        "The bucket is in another Region. Set context.remote_state.region in cdktf.json to it.",
    ),
    Advice(
        r"(Unable to access object|error loading state|Error refreshing state).*"
        r"(StatusCode: 403|AccessDenied)",
        "These credentials may not read the state. They need s3:ListBucket, s3:GetObject, "
        "s3:PutObject and s3:DeleteObject on the state's bucket, or they belong to another "
        "account than the one that holds it.",
    ),
    Advice(
        r"AccessDenied.*kms:(Decrypt|GenerateDataKey)",
        "These credentials may not use the key. Reading and writing the state needs kms:Decrypt "
        "and kms:GenerateDataKey on the key alias/<bucket of the state>.",
    ),
    Advice(
        r"^(?!.*(kms:|Unable to access object|error loading state)).*"
        r"(AccessDenied|UnauthorizedOperation|not authorized to perform)",
        "The credentials are valid, but not allowed to do this. What was created before is in "
        "the state; with the missing permission the same command continues from there.",
    ),
    Advice(r"No valid credential sources found", f"No AWS credentials were found. {SIGN_IN}"),
    Advice(
        r"ExpiredToken|RequestExpired|SSO session.*(expired|invalid)",
        "The AWS credentials have expired. Sign in again, then run the command again; what was "
        "created so far is in the state.",
    ),
    Advice(
        r"InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|AuthFailure",
        "AWS does not know these credentials, at least not in this Region: they are wrong or "
        "deleted, or the Region is not enabled for the account (Account settings in the console).",
    ),
    Advice(
        r"SignatureDoesNotMatch",
        "The secret key does not belong to the access key, or this machine's clock is wrong. "
        f"{SIGN_IN}",
    ),
    Advice(
        r"OptInRequired|not subscribed to this service|region is not enabled",
        "The account may not use this service here. Enable the Region (Account settings in the "
        "console) or the service, or choose another Region in cdktf.json.",
    ),
    Advice(
        r"AWS account ID not allowed",
        "The credentials belong to another AWS account than the setting account_id names. Nothing "
        "was changed.",
    ),
    Advice(
        r"Throttl|Rate exceeded|RequestLimitExceeded|TooManyRequests|SlowDown",
        "AWS throttled the requests. What was created is in the state: run the same command again "
        "in a few minutes.",
    ),
    Advice(
        r"(?<!Request)LimitExceeded|ServiceQuotaExceeded|TooMany(?!Requests)\w+|QuotaExceeded|"
        r"InsufficientAddressCapacity",
        "A quota of the account is exhausted. openemr doctor shows quotas; ask AWS for a higher "
        "one in Service Quotas, then run the same command again.",
    ),
    Advice(
        r"connection refused|no such host|i/o timeout|TLS handshake timeout|connection reset",
        "AWS could not be reached. Check the network, proxy settings, and AWS_ENDPOINT_URL, which "
        "is for tests only. What was created before is in the state.",
    ),
    Advice(
        r"Failed to query available provider packages|Failed to install provider",
        "The AWS provider could not be installed. Terraform needs registry.terraform.io (OpenTofu: "
        "registry.opentofu.org), or a mirror: name it in TF_PROVIDER_MIRROR.",
    ),
    Advice(
        r"Unsupported Terraform Core version",
        "A different version of Terraform is required: name it with --terraform or in "
        "OPENEMR_TERRAFORM.",
    ),
    Advice(
        r"Saved plan is stale",
        "The state changed after the plan was made. Plan again, and review the new plan.",
    ),
    Advice(
        r"(?<!Bucket)AlreadyExists|ResourceExists|BucketAlreadyOwnedByYou|AlreadyAssociated|"
        r"WAFDuplicateItem|InvalidPermission\.Duplicate|Duplicate(LoadBalancer|TargetGroup|Listener)",
        "A resource of this name exists, but is not in the state. If an interrupted apply created "
        "it, openemr state adopt imports it; otherwise another owner's resource has the name.",
    ),
    Advice(
        r"BucketAlreadyExists",
        "Bucket names are shared by all AWS accounts, and this one is taken. Choose another.",
    ),
    Advice(
        r"Cannot import non-existent remote object",
        "The resource vanished after it was found. Run the command again.",
    ),
    Advice(
        r"Instance cannot be destroyed",
        "prevent_destroy forbids this, as the resource holds or protects data. "
        "See openemr destroy --help.",
    ),
)


def advice_on(output: str) -> list[str]:
    """The remedies for `output`, each once; Terraform's line breaks do not count."""
    text = " ".join(output.split())
    return list(dict.fromkeys(each.remedy for each in ADVICE if re.search(each.sign, text)))
