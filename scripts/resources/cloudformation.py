"""AWS CloudFormation."""

from scripts.resources.actions import cloudformation as cloudformation_actions
from scripts.resources.entry import ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.impact import DESTROYS
from scripts.resources.facets.picture import PartOf
from scripts.resources.finders import application

TYPES = (
    ResourceType(
        name="aws_cloudformation_stack",
        arguments=Arguments(
            needed="name template_body",
            optional="notification_arns",
            refers={"notification_arns": "aws_sns_topic"},
            from_settings="name template_body notification_arns",
            judged="template_body",
            grows="notification_arns",
        ),
        deletion=Deletion(DESTROYS, "Everything that the stack created is deleted."),
        charge=Free(
            "CloudFormation is free for resource types of AWS; what it creates here is a "
            "user of the cache, which is free."
        ),
        discovery=FoundBy(application.stack),
        picture=PartOf(user="aws_elasticache_user_group"),
        actions=cloudformation_actions.STACK,
        stack="deployment",
        documents=("template_body",),
    ),
)
