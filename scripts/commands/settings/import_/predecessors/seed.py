"""Settings of aws-samples/host-openemr-on-aws-fargate, the project that the others began as.

cdk.json, and `certificate_arn` of README.md, which cdk.json leaves out. Switches are read as
`== "true"` in openemr_ecs/openemr_ecs_stack.py.
"""

from scripts.commands.settings.import_.conversions import network, only_true
from scripts.commands.settings.import_.entry import Becomes
from scripts.commands.settings.import_.predecessors.cdk import CAPACITY, CERTIFICATE
from scripts.commands.settings.import_.predecessors.predecessor import Predecessor

SEED = Predecessor(
    name="seed",
    repository="aws-samples/host-openemr-on-aws-fargate",
    commit="548e98843a9a964b99f2e5365baa63c3ac0557d7",
    format="cdk.json",
    keys={
        "security_group_ip_range": Becomes("security_group_ip_range", network),
        **CAPACITY,
        **CERTIFICATE,
        "enable_ecs_exec": Becomes("enable_ecs_exec", only_true, default="false"),
        "activate_openemr_apis": Becomes("activate_openemr_apis", only_true),
    },
)
