"""Amazon EventBridge."""

from scripts.resources.actions import eventbridge as eventbridge_actions
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import LOWERS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.policies import Policy
from scripts.resources.facets.predicates import became, changed, switched_off
from scripts.resources.finders import watching

TYPES = (
    KnownType(
        name="aws_cloudwatch_event_bus_policy",
        policy=Policy(None, parent="event_bus_name"),
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_cloudwatch_event_rule",
        arguments=Arguments(
            needed="description name state",
            optional="event_pattern schedule_expression",
            from_settings="event_pattern name schedule_expression",
            free="description",
            judged="event_pattern",
        ),
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        charge=Free("Events of AWS services on the default bus are free."),
        discovery=FoundBy(watching.rule),
        picture=Icon(
            "integration/eventbridge.png",
            "EventBridge rules",
            "evidence",
            7,
            fold=True,
            always_fold=True,
        ),
        actions=eventbridge_actions.RULE,
        dimension="RuleName",
        stack="deployment",
        documents=("event_pattern",),
        rules=(
            Rule("state", became("DISABLED"), LOWERS, "Events are no longer delivered."),
            Rule("is_enabled", switched_off, LOWERS, "Events are no longer delivered."),
        ),
        drift=Drift(Sensitivity.VITAL, by_itself={"is_enabled": "repeats `state`"}),
    ),
    ResourceType(
        name="aws_cloudwatch_event_target",
        arguments=Arguments(
            needed=(
                "arn input_transformer input_transformer.input_paths "
                "input_transformer.input_template rule target_id"
            ),
            refers={"arn": "aws_sns_topic", "rule": "aws_cloudwatch_event_rule"},
        ),
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        owner=Owner("rule", "aws_cloudwatch_event_rule"),
        charge=Free("Deliveries within the account are free; messages are charged at the topic."),
        discovery=FoundBy(watching.target),
        picture=PartOf("rule"),
        edges=(Edge("arn", "records"),),
        actions=eventbridge_actions.TARGET,
        stack="deployment",
        rules=(Rule("arn", changed, LOWERS, "Events go to {after} instead of {before}."),),
        drift=Drift(Sensitivity.VITAL),
    ),
)
