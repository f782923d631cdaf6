"""The checks in the order in which they are told."""

from scripts.doctor.checks.account import account
from scripts.doctor.checks.addresses import addresses
from scripts.doctor.checks.certificate import certificate
from scripts.doctor.checks.image import image, release
from scripts.doctor.checks.names import names
from scripts.doctor.checks.offerings import engines, services
from scripts.doctor.checks.permissions import permissions
from scripts.doctor.checks.quotas import quotas
from scripts.doctor.checks.region import region
from scripts.doctor.checks.remote_state import remote_state
from scripts.doctor.checks.service_linked_roles import service_linked_roles
from scripts.doctor.checks.settings import settings
from scripts.doctor.checks.tools import tools
from scripts.doctor.checks.zone import zone
from scripts.doctor.examination import Check

CHECKS = (
    Check("tools", "Tools", tools, asks_aws=False),
    Check("settings", "Settings", settings, asks_aws=False),
    Check("release", "Release", release, asks_aws=False),
    Check("account", "Account", account, asks_aws=False, before_change=True),
    Check("remote-state", "State", remote_state, before_change=True),
    Check("permissions", "Rights", permissions),
    Check("region", "Region", region, before_change=True),
    Check("services", "Services", services),
    Check("engines", "Engines", engines, before_change=True),
    Check("quotas", "Quotas", quotas, before_change=True),
    Check("service-linked-roles", "Service-linked roles", service_linked_roles, before_change=True),
    Check("certificate", "Certificate", certificate, before_change=True),
    Check("zone", "Public name", zone),
    Check("addresses", "Networks", addresses),
    Check("names", "Names", names, before_change=True),
    Check("image", "Image", image),
)

__all__ = ["CHECKS"]
