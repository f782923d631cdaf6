"""What leaves for the internet is HTTPS."""

from scripts.commands.scan.policies.network_ingress import NETWORKS, group_rules
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import as_list

# HTTPS, and mail submission for deployments that send mail.
PORTS = (443, 465, 587)


@policy(
    19,
    "Rules for outgoing traffic name a protocol; to networks they allow one TLS port only.",
    hipaa="312(e)(1)",
)
def network_egress(configuration: Configuration) -> Violations:
    """Checkov's CKV_AWS_382 overlooks rules without ports."""
    for rule, _, terms in group_rules(configuration, "egress"):
        protocol = str(terms.get("ip_protocol", terms.get("protocol", "-1"))).lower()
        ports = {terms.get("from_port"), terms.get("to_port")}
        networks = [each for key in NETWORKS for each in as_list(terms.get(key))]
        if protocol in ("-1", "all"):
            yield rule.violates("allows outbound traffic of every protocol")
        elif networks and (
            protocol not in ("tcp", "6") or len(ports) > 1 or not ports <= set(PORTS)
        ):
            yield rule.violates("allows outbound traffic to a network beyond a single TLS port")
