"""Service-linked roles are made on request only: an account has each of them once."""

from tests.unit.stacks.components.bench import whole


def test_they_are_made_when_asked_for():
    roles = whole(create_service_linked_roles=True).resources("aws_iam_service_linked_role")
    assert {role["aws_service_name"] for role in roles.values()} == {
        "ecs.amazonaws.com",
        "ecs.application-autoscaling.amazonaws.com",
    }


def test_they_are_not_made_otherwise():
    assert not whole().resources("aws_iam_service_linked_role")
