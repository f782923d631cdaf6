"""Remedies for common Terraform errors, by regular expressions over their text."""

import re
from typing import NamedTuple


class Advice(NamedTuple):
    """`remedy` helps whenever `sign`, a regular expression, is found in what Terraform said."""

    sign: str
    remedy: str


SIGN_IN = (
    "Sign in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions), "
    "then run the command again."
)
RESTORE = (
    "Nothing was changed. openemr state versions lists what the bucket, or this folder, still has "
    "of it, and openemr state recover makes a version the current one."
)
# Seen with Terraform 1.11.4 and the AWS provider 5.100.0; tests/unit/scripts/terraform/said
# holds what they said. OpenTofu kept these texts when it parted from Terraform 1.5.
ADVICE: tuple[Advice, ...] = (
    Advice(
        r"Backend initialization required|Backend configuration changed",
        "The state's place differs from the one this directory was initialized with. To take an "
        "existing state along: openemr state move. Terraform alone would begin with an empty one.",
    ),
    Advice(
        r"Error acquiring the state lock"
        r".*(ConditionalCheckFailed|PreconditionFailed|temporarily unavailable)",
        "Somebody else's command works on this state. Let it end. If it died and left the lock, "
        "openemr state unlock shows whose lock it is, and releases it on request.",
    ),
    Advice(
        r"Error releasing the state lock",
        "The lock may still be there. openemr state unlock shows it, and releases it on request.",
    ),
    Advice(
        r"acquiring the state lock.*DynamoDB.*ResourceNotFoundException",
        "The lock table does not exist in this account and Region. openemr state bootstrap "
        "creates it.",
    ),
    Advice(
        r"state data in S3 does not have the expected content",
        "The state in the bucket is not the one that was written last: it was changed by hand, "
        f"cut short, or removed, or only half of it was saved. {RESTORE}",
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
        "The two states began apart, so they describe different resources. Neither was changed. "
        "openemr state versions shows the lineage of each version.",
    ),
    Advice(
        r"cannot import state with serial|with a different state that has the same serial",
        "The state there is newer, or differs: somebody saved it in the meantime. Neither was "
        "changed. Compare both before one of them goes.",
    ),
    Advice(
        r"Failed to (save|persist) state|errored\.tfstate",
        "Created resources are in errored.tfstate in the working directory. Keep that file: "
        "openemr deploy saves it to the backend first, openemr state recover does only that.",
    ),
    Advice(
        r"Terraform was killed by",
        "Run the command again: what was made but not recorded is found by its name and tags, and "
        "adopted. If the lock is still held, openemr state unlock shows it first.",
    ),
    Advice(
        r"S3 bucket \S+ does not exist",
        "The bucket of the remote state does not exist in this account. "
        "openemr state bootstrap makes it, with its lock table.",
    ),
    Advice(
        r'requested bucket from "',
        "The bucket is in another Region. Set context.remote_state.region in cdktf.json to it.",
    ),
    Advice(
        r"(Unable to access object|error loading state|Error refreshing state).*"
        r"(StatusCode: 403|AccessDenied)",
        "These credentials may not read the state. They need s3:ListBucket, s3:GetObject, "
        "s3:PutObject and s3:DeleteObject on the state's bucket, or they open another account than "
        "the one that holds it.",
    ),
    Advice(
        r"AccessDenied.*kms:(Decrypt|GenerateDataKey)",
        "These credentials may not use the key. Reading and writing the state needs kms:Decrypt "
        "and kms:GenerateDataKey on the key alias/<bucket of the state>.",
    ),
    Advice(
        r"^(?!.*(kms:|Unable to access object|error loading state)).*"
        r"(AccessDenied|UnauthorizedOperation|not authorized to perform)",
        "The credentials are valid, but not allowed to do this. What was made before is in the "
        "state; with the missing permission the same command goes on from there.",
    ),
    Advice(r"No valid credential sources found", f"No AWS credentials were found. {SIGN_IN}"),
    Advice(
        r"ExpiredToken|RequestExpired|SSO session.*(expired|invalid)",
        "The AWS credentials have expired. Sign in again, then run the command again; what was "
        "made so far is in the state.",
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
        "AWS answered too slowly for all these requests. What was made is in the state: run the "
        "same command again after some minutes.",
    ),
    Advice(
        r"(?<!Request)LimitExceeded|ServiceQuotaExceeded|TooMany(?!Requests)\w+|QuotaExceeded|"
        r"InsufficientAddressCapacity",
        "A quota of the account is used up. openemr doctor shows quotas; ask AWS for a higher one "
        "in Service Quotas, then run the same command again.",
    ),
    Advice(
        r"connection refused|no such host|i/o timeout|TLS handshake timeout|connection reset",
        "AWS was not reached. Look at the network, at proxy settings, and at AWS_ENDPOINT_URL, "
        "which is for tests only. What was made before is in the state.",
    ),
    Advice(
        r"Failed to query available provider packages|Failed to install provider",
        "The AWS provider could not be installed. Terraform needs registry.terraform.io (OpenTofu: "
        "registry.opentofu.org), or a mirror: name it in TF_PROVIDER_MIRROR.",
    ),
    Advice(
        r"Unsupported Terraform Core version",
        "Another Terraform is needed: name it with --terraform or in OPENEMR_TERRAFORM.",
    ),
    Advice(
        r"Saved plan is stale",
        "The state changed after the plan was made. Plan again, and look at it again.",
    ),
    Advice(
        r"(?<!Bucket)AlreadyExists|ResourceExists|BucketAlreadyOwnedByYou|AlreadyAssociated|"
        r"WAFDuplicateItem|InvalidPermission\.Duplicate|Duplicate(LoadBalancer|TargetGroup|Listener)",
        "A resource of this name is there, but not in the state. If an interrupted apply made it, "
        "openemr state adopt takes it in; else somebody else's resource has the name.",
    ),
    Advice(
        r"BucketAlreadyExists",
        "Bucket names are shared by all AWS accounts, and somebody has this one. Choose another.",
    ),
    Advice(
        r"Cannot import non-existent remote object",
        "The resource vanished after it was found. Run the command again.",
    ),
    Advice(
        r"Instance cannot be destroyed",
        "Terraform is told to refuse this, as the resource holds or protects data. "
        "openemr destroy --help tells what may go, and how.",
    ),
)


def advice_on(said: str) -> list[str]:
    """The remedies that fit `said`, each once; Terraform's line breaks do not count."""
    text = " ".join(said.split())
    return list(dict.fromkeys(each.remedy for each in ADVICE if re.search(each.sign, text)))
