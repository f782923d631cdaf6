"""The roles that ECS and its autoscaling keep in an account."""

from cdktf_cdktf_provider_aws.iam_service_linked_role import IamServiceLinkedRole
from constructs import Construct

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
SERVICES = {
    "ecs": "ecs.amazonaws.com",
    "autoscaling": "ecs.application-autoscaling.amazonaws.com",
}


class ServiceLinkedRoles(Construct):
    """AWS makes them at first use where the deployer may; an account has each of them once."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.roles = [
            IamServiceLinkedRole(self, id_, aws_service_name=service)
            for id_, service in SERVICES.items()
        ]
