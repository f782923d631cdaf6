"""AWS Secrets Manager: secrets are named; six random characters follow in their ARNs."""

from scripts.resources.facets.actions import Actions, arn, grant, key_use

SECRETS = arn("secretsmanager", "secret:/openemr/{name}/*")

SECRET = Actions(
    read=(grant("secretsmanager:DescribeSecret secretsmanager:GetResourcePolicy", SECRETS),),
    create=(
        grant("secretsmanager:CreateSecret secretsmanager:TagResource", SECRETS),
        key_use("secretsmanager"),
    ),
    update=(
        grant("secretsmanager:TagResource secretsmanager:UntagResource", SECRETS),
        grant("secretsmanager:UpdateSecret", SECRETS),
    ),
    delete=(grant("secretsmanager:DeleteSecret", SECRETS),),
)
# The provider reads the value to refresh a version, and forgets it (write-only since 5.88).
VERSION = Actions(
    read=(
        grant("secretsmanager:GetRandomPassword"),
        grant("secretsmanager:GetSecretValue", SECRETS),
    ),
    create=(grant("secretsmanager:PutSecretValue", SECRETS), key_use("secretsmanager")),
    update=(
        grant("secretsmanager:PutSecretValue", SECRETS),
        grant("secretsmanager:UpdateSecretVersionStage", SECRETS),
    ),
    delete=(grant("secretsmanager:UpdateSecretVersionStage", SECRETS),),
)
