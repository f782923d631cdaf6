"""AWS services that MiniStack lacks."""

from scripts.embedded_aws.server.services import application_autoscaling, service_quotas

__all__ = ["application_autoscaling", "service_quotas"]
