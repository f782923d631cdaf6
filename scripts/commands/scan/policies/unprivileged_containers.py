"""Containers have no rights over their host."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import containers

# Of Docker's default set, those that OpenEMR's image never uses.
LEAST_DROPPED = {"AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT"}


@policy(
    8,
    "No container is privileged or adds Linux capabilities, and each drops those it never needs.",
    hipaa="308(a)(3)(i) 312(a)(1)",
)
def unprivileged_containers(configuration: Configuration) -> Violations:
    """Checkov's CKV_AWS_334 looks for `privilege`; the key is `privileged`."""
    for resource, container in containers(configuration):
        name = container.get("name")
        linux = container.get("linuxParameters") or {}
        capabilities = linux.get("capabilities") or {}
        if container.get("privileged"):
            yield resource.violates(f"container {name} is privileged")
        if capabilities.get("add"):
            yield resource.violates(f"container {name} adds {', '.join(capabilities['add'])}")
        dropped = set(capabilities.get("drop") or [])
        if "ALL" not in dropped and not dropped >= LEAST_DROPPED:
            kept = ", ".join(sorted(LEAST_DROPPED - dropped))
            yield resource.violates(f"container {name} keeps {kept}")
        if linux.get("devices") or container.get("dockerSecurityOptions"):
            yield resource.violates(f"container {name} requests devices or security options")
