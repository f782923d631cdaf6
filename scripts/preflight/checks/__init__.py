"""The preflight checks, in the order of the report."""

from scripts.preflight.checks.account import account
from scripts.preflight.checks.addresses import addresses
from scripts.preflight.checks.backup_opt_in import backup_opt_in
from scripts.preflight.checks.certificate import certificate
from scripts.preflight.checks.docker_hub_pulls import docker_hub_pulls
from scripts.preflight.checks.image import image, release
from scripts.preflight.checks.image_copy import image_copy
from scripts.preflight.checks.names import names
from scripts.preflight.checks.offerings import engines, services
from scripts.preflight.checks.permissions import permissions
from scripts.preflight.checks.quotas import quotas
from scripts.preflight.checks.region import region
from scripts.preflight.checks.remote_state import remote_state
from scripts.preflight.checks.service_linked_roles import service_linked_roles
from scripts.preflight.checks.settings import settings
from scripts.preflight.checks.tools import tools
from scripts.preflight.checks.zone import zone
from scripts.preflight.examination import Check

CHECKS = (
    Check("tools", "Tools", tools, asks_aws=False, of_copies=True),
    Check("settings", "Settings", settings, asks_aws=False, of_copies=True),
    Check("release", "Release", release, asks_aws=False),
    Check("account", "Account", account, asks_aws=False, before_change=True, of_copies=True),
    Check("remote-state", "State", remote_state, before_change=True, of_copies=True),
    Check("permissions", "Permissions", permissions, of_copies=True),
    Check("region", "Region", region, before_change=True, of_copies=True),
    Check("services", "Services", services),
    Check("engines", "Engines", engines, before_change=True),
    Check("backup-opt-in", "Backups", backup_opt_in, before_change=True),
    Check("quotas", "Quotas", quotas, before_change=True),
    Check("service-linked-roles", "Service-linked roles", service_linked_roles, before_change=True),
    Check("certificate", "Certificate", certificate, before_change=True),
    Check("zone", "Public name", zone),
    Check("addresses", "Networks", addresses),
    Check("names", "Names", names, before_change=True, of_copies=True),
    Check("image", "Image", image),
    Check("image-copy", "Image in ECR", image_copy),
    Check("docker-hub-pulls", "Docker Hub", docker_hub_pulls, asks_aws=False),
)

__all__ = ["CHECKS"]
