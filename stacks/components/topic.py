"""An SNS topic that only named AWS services publish to."""

from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from constructs import Construct

from stacks.policies import Condition, allow, deny, document


class PrivateTopic(Construct):
    """A topic that is encrypted and spoken to by TLS only.

    `publishers`: AWS service, such as `cloudwatch`, and the condition under which it may publish.
    A topic with a policy of its own refuses everyone else, alarms of the same account included.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        kms_key_arn: str,
        publishers: dict[str, Condition | None],
    ) -> None:
        super().__init__(scope, id_)
        topic = SnsTopic(self, "topic", name=name, kms_master_key_id=kms_key_arn)
        self.arn = topic.arn
        self.name = topic.name
        tls_only = deny(
            "TlsOnly", ["sns:Publish"], [self.arn], {"Bool": {"aws:SecureTransport": "false"}}
        )
        published = [
            allow(
                f"From{service.capitalize()}",
                ["sns:Publish"],
                [self.arn],
                principal={"Service": f"{service}.amazonaws.com"},
                condition=condition,
            )
            for service, condition in publishers.items()
        ]
        self.policy = SnsTopicPolicy(
            self, "policy", arn=self.arn, policy=document(tls_only, *published)
        )
