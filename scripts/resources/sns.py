"""Amazon SNS."""

from scripts.resources.actions import sns as sns_actions
from scripts.resources.charges import notices as notices_charges
from scripts.resources.entry import ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity, ShownBy
from scripts.resources.facets.impact import LOWERS
from scripts.resources.facets.picture import Icon, PartOf
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import changed
from scripts.resources.finders import evidence

TYPES = (
    ResourceType(
        name="aws_sns_topic",
        arguments=Arguments(
            needed="kms_master_key_id name",
            refers={"kms_master_key_id": "aws_kms_key"},
            from_settings="name",
        ),
        deletion=Deletion(LOWERS, "Its subscribers receive nothing until they subscribe again."),
        charge=notices_charges.topic,
        discovery=FoundBy(evidence.topic),
        picture=Icon(
            "integration/simple-notification-service-sns.png",
            "SNS",
            "evidence",
            8,
            details=("{component}",),
        ),
        actions=sns_actions.TOPIC,
        dimension="TopicName",
        stack="deployment",
        keys={"kms_master_key_id": ""},
        shows_policy_of=("aws_sns_topic_policy", "arn"),
        drift=Drift(
            Sensitivity.VITAL, shows={"policy": ShownBy("aws_sns_topic_policy", "arn", "arn")}
        ),
    ),
    ResourceType(
        name="aws_sns_topic_policy",
        arguments=Arguments(
            needed="arn policy",
            refers={"arn": "aws_sns_topic"},
            from_settings="policy",
        ),
        deletion=Deletion(rebuilt=True),
        owner=Owner("arn", "aws_sns_topic"),
        charge=Free("A policy is a property of the topic."),
        discovery=FoundBy(evidence.topic_policy),
        picture=PartOf("arn"),
        actions=sns_actions.POLICY,
        stack="deployment",
        policy=Policy(PolicyKind.RESOURCE, parent="arn"),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_sns_topic_subscription",
        arguments=Arguments(
            needed="endpoint protocol topic_arn",
            refers={"topic_arn": "aws_sns_topic"},
            accepted={"protocol": ("email", "email-json", "https")},
            from_settings="endpoint",
        ),
        deletion=Deletion(
            LOWERS,
            "One address is no longer notified.",
            meanwhile="the address has to confirm again.",
        ),
        owner=Owner("topic_arn", "aws_sns_topic"),
        charge=Free("Messages are charged at the topic."),
        discovery=Idempotent("Subscribe returns the subscription that there is"),
        picture=PartOf("topic_arn"),
        actions=sns_actions.SUBSCRIPTION,
        stack="deployment",
        rules=(Rule("endpoint", changed, LOWERS, "{after} is notified instead of {before}."),),
        drift=Drift(
            Sensitivity.VITAL,
            by_itself={
                "confirmation_was_authenticated": "its reader confirmed it",
                "pending_confirmation": "its reader confirmed it",
            },
        ),
    ),
)
