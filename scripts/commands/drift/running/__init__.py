"""Facts beside attributes: what state AWS reports of running resources, which refresh omits.

Each word for a state is sorted: sound, drift with a severity, or unknown, which counts as drift.
"""

from scripts.commands.drift.reading import Read
from scripts.commands.drift.running import data, evidence, region, secrets, service

READS: tuple[Read, ...] = (
    *(each.read for part in (data, secrets, service) for each in part.STATES),
    *(data.parameters, evidence.alarms, evidence.deliveries, evidence.mute_rules),
    *(region.log_policies, region.public_access_block),
    *(secrets.added_rotation, secrets.master_rotation, service.certificates, service.services),
)
