"""Terraform addresses of a restore's ECS task (stacks/components/application/restore.py)."""

DEFINITION = "aws_ecs_task_definition.application_restore_definition"
# Given to the task when it starts, as it belongs to no service.
GROUP = "aws_security_group.application_restore_perimeter_group"
