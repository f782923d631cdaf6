"""Unmanaged additions: what AWS has beside Terraform's resources, where none of them shows it.

Each reader yields what is there and was not made by Terraform. Names of attributes are Terraform's
where it has one.
"""

from scripts.commands.drift.reading import Read
from scripts.commands.drift.unmanaged import (
    access,
    data,
    firewall,
    interfaces,
    network,
    security_groups,
    services,
    vpc,
)

READS: tuple[Read, ...] = (
    *(access.key_grants, access.master_user_secrets, access.policies, access.policy_versions),
    *(access.secret_versions, data.backup_opt_in, data.cache_users, data.databases),
    *(data.file_systems, data.proxies, data.vault_policies, firewall.web_acl_rules),
    *(interfaces.interfaces, network.network_acls, network.routes),
    *(security_groups.security_group_rules, vpc.groups_of_services, vpc.vpc_parts),
    *(services.event_targets, services.listeners, services.scaling, services.services),
    *(services.subscription_filters, services.subscriptions, services.targets),
)
