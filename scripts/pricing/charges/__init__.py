"""One rule for each type of resource that AWS charges for; `free.json` names the others."""

import json
from pathlib import Path

from scripts.pricing.charges import backup, compute, data, keys, logs, network, notices, storage
from scripts.pricing.situation import Rule

RULES: dict[str, Rule] = {
    **backup.RULES,
    **compute.RULES,
    **data.RULES,
    **keys.RULES,
    **logs.RULES,
    **network.RULES,
    **notices.RULES,
    **storage.RULES,
}
# Terraform type -> why nothing is charged for it.
FREE: dict[str, str] = json.loads(Path(__file__).with_name("free.json").read_text(encoding="utf-8"))
