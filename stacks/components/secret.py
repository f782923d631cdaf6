"""Passwords that AWS generates and that Terraform never keeps."""

import json
import re
from collections.abc import Mapping, Sequence

from cdktf import TerraformResourceLifecycle, TerraformStack
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

from stacks.foundation import Foundation

# The image's installer cuts values at `=` and blanks, and a Valkey password stands in a URL.
# Letters and digits are safe everywhere; 32 of them carry 190 bits.
LENGTH = 32
# Raise it to have new passwords written; Terraform cannot see the values it wrote before.
GENERATION = 1


class GeneratedSecret(Construct):
    """A JSON object in Secrets Manager: what is `known`, and a password for each other key.

    Passwords are ephemeral values given to a write-only argument (Terraform 1.11): they stand in
    no plan and in no state.
    https://developer.hashicorp.com/terraform/language/resources/ephemeral
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        role: str,
        description: str,
        known: Mapping[str, str],
        passwords: Sequence[str] = ("password",),
    ) -> None:
        super().__init__(scope, id_)
        secret = SecretsmanagerSecret(
            self,
            "secret",
            name=base.names.path(role),
            description=description,
            kms_key_id=base.encryption.secrets_key_arn,
            # An evaluation must be able to come back under the same name at once.
            recovery_window_in_days=30 if base.production else 0,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=base.production),
        )
        self.arn = secret.arn
        self.name = secret.name
        generated = {key: self._ephemeral_password(key) for key in passwords}
        self.version = SecretsmanagerSecretVersion(
            self,
            "version",
            secret_id=secret.id,
            secret_string_wo=json.dumps({**known, **generated}),
            secret_string_wo_version=GENERATION,
        )

    def key(self, key: str) -> str:
        """`valueFrom` of a container's secret: one key of the JSON value."""
        return f"{self.arn}:{key}::"

    def resolved(self, key: str) -> str:
        """One key of this version as a dynamic reference, which CloudFormation reads itself.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
        """
        place = f"{self.arn}:SecretString:{key}::{self.version.version_id}"
        return f"{{{{resolve:secretsmanager:{place}}}}}"

    def _ephemeral_password(self, key: str) -> str:
        """Bindings 20.1 have no classes for ephemeral resources, so the stack is told by hand."""
        stack = TerraformStack.of(self)
        path = self.node.path.removeprefix(stack.node.path + "/")
        name = re.sub(r"[^A-Za-z0-9_]", "_", f"{path}_{key}")
        stack.add_override(
            f"ephemeral.aws_secretsmanager_random_password.{name}",
            {"password_length": LENGTH, "exclude_punctuation": True},
        )
        return f"${{ephemeral.aws_secretsmanager_random_password.{name}.random_password}}"
