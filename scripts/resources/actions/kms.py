"""AWS KMS: the ids of keys are random, aliases are named.

A key's tags take up to five minutes to count for authorization, so that what follows a key's
creation at once cannot depend on them; nothing of it opens a key to anybody.
https://docs.aws.amazon.com/kms/latest/developerguide/abac.html (read 2026-11-30)
"""

from scripts.resources.facets.actions import NEW, OWN, Actions, arn, grant, tags

_KEY, _ALIAS = arn("kms", "key/*"), arn("kms", "alias/openemr-{name}-*")

KEY = Actions(
    # Of any key: one that lost its tag is drift, which somebody must be able to see.
    read=(
        grant("kms:DescribeKey kms:GetKeyPolicy kms:GetKeyRotationStatus", _KEY),
        grant("kms:ListResourceTags", _KEY),
    ),
    create=(
        grant("kms:CreateKey", when=NEW),
        *tags("kms:TagResource", _KEY),
        grant("kms:EnableKeyRotation", _KEY),
        grant("kms:PutKeyPolicy", _KEY, when=OWN),
    ),
    update=(
        grant("kms:EnableKeyRotation", _KEY),
        grant("kms:DisableKeyRotation kms:EnableKey kms:PutKeyPolicy", _KEY, when=OWN),
        grant("kms:TagResource kms:UntagResource kms:UpdateKeyDescription", _KEY, when=OWN),
    ),
    delete=(grant("kms:ScheduleKeyDeletion", _KEY, when=OWN),),
)
ALIAS = Actions(
    read=(grant("kms:ListAliases"),),
    create=(grant("kms:CreateAlias", _ALIAS, _KEY),),
    update=(grant("kms:UpdateAlias", _ALIAS, _KEY),),
    delete=(grant("kms:DeleteAlias", _ALIAS), grant("kms:DeleteAlias", _KEY, when=OWN)),
)
