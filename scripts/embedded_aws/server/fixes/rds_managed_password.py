"""RDS: ModifyDBCluster hands the master user's password to RDS, or takes it back."""

import json
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import rds, secretsmanager

from scripts.embedded_aws.server.aurora_copies import cluster_answer
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response


@around(rds, "_modify_db_cluster")
def manage_the_master_password(original: Handler, params: dict[str, Any]) -> Response:
    """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html.

    Read as botocore's model has it, 2026-11-30.
    """
    asked = rds._p(params, "ManageMasterUserPassword")
    key = rds._p(params, "MasterUserSecretKmsKeyId")
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier"))
    if not cluster or not (asked or key):
        response: Response = original(params)
        return response
    managed = bool(cluster.get("MasterUserSecret"))
    refusal = _refusal(params, asked, cluster.get("MasterUserSecret") or {})
    if refusal:
        return refusal
    if asked == "false":
        secretsmanager.delete_secret_in_process(cluster["MasterUserSecret"]["SecretArn"])
        cluster["MasterUserSecret"] = None
    response = original(params)
    if response[0] != 200 or asked == "false":
        return response
    if not managed:
        cluster["MasterUserSecret"] = _secret(cluster) | ({"KmsKeyId": key} if key else {})
    return cluster_answer("ModifyDBCluster", cluster)


def _refusal(params: dict[str, Any], asked: str, secret: dict[str, Any]) -> Response | None:
    password = rds._p(params, "MasterUserPassword")
    key, managed = rds._p(params, "MasterUserSecretKmsKeyId"), bool(secret)
    if asked == "true" and password:
        return _combination("MasterUserPassword can't be given with ManageMasterUserPassword.")
    if asked == "false" and not managed:
        # https://github.com/hashicorp/terraform-provider-aws/pull/48901 (2026-07-10)
        return _combination(
            "You cannot set ManageMasterUserPassword to false because the master user password is "
            "not currently managed by RDS."
        )
    if asked == "false" and not password:
        return _combination("MasterUserPassword is required to stop RDS from managing it.")
    if key and (asked != "true" or (managed and key != secret["KmsKeyId"])):
        return _combination(
            "MasterUserSecretKmsKeyId is for turning on ManageMasterUserPassword only; the key of "
            "a secret can't be changed."
        )
    return None


def _secret(cluster: dict[str, Any]) -> dict[str, Any]:
    """A new secret with a new password; RDS uses the account's key unless one is named."""
    password = rds._generate_master_user_password()
    arn = secretsmanager.create_secret_in_process(
        f"rds!cluster-{new_uuid()}",
        json.dumps({"username": cluster["MasterUsername"], "password": password}),
        description=f"Secret managed by RDS for DB cluster {cluster['DBClusterIdentifier']}",
    )
    cluster["_MasterUserPassword"] = password
    region, account = cluster["DBClusterArn"].split(":")[3:5]
    key = f"arn:aws:kms:{region}:{account}:key/aws-secretsmanager-default"
    return {"SecretArn": arn, "SecretStatus": "active", "KmsKeyId": key}


def _combination(message: str) -> Response:
    response: Response = rds._invalid_parameter_combination(message)
    return response
