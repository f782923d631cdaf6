"""Amazon ECR."""

from scripts.resources.actions import ecr as ecr_actions
from scripts.resources.charges import storage as storage_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.impact import DESTROYS, LOWERS
from scripts.resources.facets.picture import Icon, NotDrawn
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import changed, left, switched_off, switched_on
from scripts.resources.finders import application

TYPES = (
    ResourceType(
        name="aws_ecr_lifecycle_policy",
        arguments=Arguments(
            needed="policy repository",
            judged="policy",
            refers={"repository": "aws_ecr_repository"},
        ),
        deletion=Deletion(rebuilt=True),
        charge=Free("A policy is a property of the repository."),
        discovery=Idempotent("PutLifecyclePolicy"),
        picture=NotDrawn("a rule of its repository"),
        actions=ecr_actions.LIFECYCLE_POLICY,
        stack="deployment",
    ),
    KnownType(
        name="aws_ecr_registry_scanning_configuration",
        charge=Free("Basic scanning is free; Amazon Inspector would charge for enhanced scanning."),
    ),
    ResourceType(
        name="aws_ecr_repository",
        arguments=Arguments(
            needed=(
                "encryption_configuration encryption_configuration.encryption_type "
                "encryption_configuration.kms_key force_delete image_scanning_configuration "
                "image_scanning_configuration.scan_on_push image_tag_mutability name"
            ),
            refers={"encryption_configuration.kms_key": "aws_kms_key"},
            from_settings="name",
        ),
        deletion=Deletion(
            DESTROYS,
            "All images in it are deleted, and no new task starts until they are copied again.",
        ),
        charge=storage_charges.registry,
        discovery=FoundBy(application.repository),
        picture=Icon("compute/ec2-container-registry.png", "ECR", "region", 2),
        actions=ecr_actions.REPOSITORY,
        stack="deployment",
        data=Data(
            "image repository",
            contents=False,
            prevent_destroy=False,
            leftovers={"gb": "ecr_gb_month"},
        ),
        rules=(
            Rule(
                "image_tag_mutability",
                left("IMMUTABLE"),
                LOWERS,
                "A tag may be moved to another image.",
                source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
            ),
            Rule(
                "image_scanning_configuration.scan_on_push",
                switched_off,
                LOWERS,
                "New images are no longer scanned for vulnerabilities.",
                source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
            ),
            Rule(
                "force_delete",
                switched_on,
                (DESTROYS, LOWERS),
                "A later deletion deletes all contents instead of being refused.",
            ),
            Rule(
                "encryption_configuration.kms_key",
                changed,
                LOWERS,
                "Its encryption key was {before} and is {after}.",
            ),
        ),
        unreported={"force_delete": "ecr:DeleteRepository"},
    ),
    KnownType(
        name="aws_ecr_repository_policy",
        deletion=Deletion(rebuilt=True),
        charge=Free("A policy is a property of the repository."),
        policy=Policy(PolicyKind.RESOURCE, parent="repository"),
    ),
)
