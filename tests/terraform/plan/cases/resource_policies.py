"""Plans that change who may use buckets, files, topics and the vault."""

from collections.abc import Callable
from typing import Any

from tests.terraform.plan.case import DESTROYS, OPENS, UNREVIEWED, Case, passed, stopped
from tests.terraform.plan.edits import UNKNOWN, Edit, create, delete, rewrite, update

BUCKET_POLICY = "aws_s3_bucket_policy.audit_trail_store_policy"
PUBLIC_ACCESS = "aws_s3_bucket_public_access_block.audit_trail_store_public_access"
OWNERSHIP = "aws_s3_bucket_ownership_controls.audit_trail_store_ownership"
FILES_POLICY = "aws_efs_file_system_policy.files_policy"
VAULT_POLICY = "aws_backup_vault_policy.backup_vault_policy"
TOPIC_POLICY = "aws_sns_topic_policy.notifications_alarms_policy"
ENDPOINT = "aws_vpc_endpoint.network_s3"
STACK = "aws_cloudformation_stack.cache_user"
Statements = list[dict[str, Any]]


def _policy(
    address: str, change: Callable[[Statements], object], attribute: str = "policy"
) -> Edit:
    def alter(document: Any) -> None:
        change(document["Statement"])

    return rewrite(address, attribute, alter)


def _added(address: str, attribute: str = "policy", **statement: Any) -> Edit:
    whole = {"Effect": "Allow", "Sid": "New", **statement}
    return _policy(address, lambda found: found.append(whole), attribute)


def _template(change: Callable[[dict[str, Any]], object]) -> Edit:
    def alter(template: Any) -> None:
        change(template["Resources"]["User"]["Properties"])

    return rewrite(STACK, "template_body", alter)


STOPPED: tuple[Case, ...] = (
    stopped(
        "bucket readable by everybody",
        _added(BUCKET_POLICY, Principal="*", Action="s3:GetObject", Resource="*"),
        stops={BUCKET_POLICY: OPENS},
    ),
    stopped(
        "bucket without its demand for TLS",
        _policy(
            BUCKET_POLICY,
            lambda found: found.remove(next(each for each in found if each["Effect"] == "Deny")),
        ),
        stops={BUCKET_POLICY: OPENS},
        says="TlsOnly denied",
    ),
    stopped(
        "bucket's demand for TLS with an exception",
        _policy(
            BUCKET_POLICY,
            lambda found: next(each for each in found if each["Effect"] == "Deny")[
                "Condition"
            ].update({"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::000000000000:role/x"}}),
        ),
        stops={BUCKET_POLICY: OPENS},
        says="no longer does so in all cases",
    ),
    stopped("bucket's policy removed", delete(BUCKET_POLICY), stops={BUCKET_POLICY: OPENS}),
    stopped(
        "bucket's policy known after apply",
        update(BUCKET_POLICY, policy=UNKNOWN),
        stops={BUCKET_POLICY: OPENS},
        says="known only after apply",
    ),
    stopped(
        "public access possible",
        update(PUBLIC_ACCESS, block_public_policy=False),
        stops={PUBLIC_ACCESS: OPENS},
    ),
    stopped("public access block removed", delete(PUBLIC_ACCESS), stops={PUBLIC_ACCESS: OPENS}),
    stopped(
        "access control lists",
        update(OWNERSHIP, rule__object_ownership="ObjectWriter"),
        stops={OWNERSHIP: OPENS},
    ),
    stopped(
        "bucket public by list",
        create(
            "aws_s3_bucket_acl.new", acl="public-read", bucket="openemr-clinic-trail-000000000000"
        ),
        stops={"aws_s3_bucket_acl.new": OPENS},
    ),
    stopped("files' policy removed", delete(FILES_POLICY), stops={FILES_POLICY: OPENS}),
    stopped(
        "files mountable without TLS",
        _policy(
            FILES_POLICY,
            lambda found: found.remove(next(each for each in found if each["Sid"] == "TlsOnly")),
        ),
        stops={FILES_POLICY: OPENS},
    ),
    stopped(
        "vault's policy removed",
        delete(VAULT_POLICY),
        stops={VAULT_POLICY: OPENS},
        says="NoDeletionByHand",
    ),
    stopped(
        "topic open to all publishers",
        _added(TOPIC_POLICY, Principal="*", Action="sns:Publish", Resource="*"),
        stops={TOPIC_POLICY: OPENS},
    ),
    stopped(
        "cache's user may do everything",
        _template(lambda user: user.update(AccessString="on ~* +@all")),
        stops={STACK: OPENS},
        says="on ~* +@all",
    ),
    stopped(
        "cache's user needs no password",
        _template(lambda user: user.update(AuthenticationMode={"Type": "no-password-required"})),
        stops={STACK: OPENS},
    ),
    stopped("stack deleted", delete(STACK), stops={STACK: DESTROYS}),
    stopped(
        "endpoint narrowed",
        _policy(ENDPOINT, lambda found: found[0].update(Action="s3:GetObject")),
        stops={ENDPOINT: UNREVIEWED},
    ),
)
PASSED: tuple[Case, ...] = (
    passed(
        "cache's password again",
        _template(
            lambda user: user["AuthenticationMode"].update(
                Passwords=["{{resolve:secretsmanager:other}}"]
            )
        ),
    ),
)
