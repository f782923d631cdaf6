"""The public name: its hosted zone, and the delegation to that zone."""

import asyncio
from collections.abc import Iterator
from typing import Any

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem
from scripts.preflight.subject import Subject

_WITHIN_SECONDS = 3.0
_TRIES = 2


class LookupFailedError(RuntimeError):
    """DNS gave no answer; the message says why."""


def name_servers(zone: str, resolver: str | None) -> set[str]:
    """Their names in lower case, without the last dot; empty if the zone is not delegated.

    resolver: ADDRESS or ADDRESS:PORT of a recursive server; None: this machine's own.
    Raises LookupFailedError.
    """
    return asyncio.run(_ask(zone, resolver))


async def _ask(zone: str, resolver: str | None) -> set[str]:
    # An extension module that few commands need.
    import aiodns  # noqa: PLC0415

    options: dict[str, Any] = {"timeout": _WITHIN_SECONDS, "tries": _TRIES}
    if resolver:
        address, _, port = resolver.partition(":")
        options |= {
            "nameservers": [address],
            "udp_port": int(port or 53),
            "tcp_port": int(port or 53),
        }
    try:
        client = aiodns.DNSResolver(**options)
        result = await client.query_dns(zone, "NS")
    except aiodns.error.DNSError as failed:
        code = failed.args[0]
        if code in (aiodns.error.ARES_ENOTFOUND, aiodns.error.ARES_ENODATA):
            return set()
        reason = failed.args[1] if len(failed.args) > 1 else code
        raise LookupFailedError(f"DNS does not answer from here ({reason})") from failed
    # An answer may hold other records, such as an alias on the way.
    names = (getattr(record.data, "nsdname", "") for record in result.answer)
    return {name.rstrip(".").lower() for name in names if name}


def zone(subject: Subject) -> Iterator[Finding]:
    """Check that the zone is public, contains the name, and is delegated to in DNS."""
    domain = subject.settings.domain
    if domain is None:
        yield ok("Domain", "none: users need the load balancer's name, or a record created by hand")
        return
    setting = f"deployments.{subject.name}.domain.hosted_zone_id"
    route53 = subject.account.client("route53")
    with aws_errors("read the hosted zone (route53:GetHostedZone)"):
        try:
            found = route53.get_hosted_zone(Id=domain.hosted_zone_id)
        except route53.exceptions.NoSuchHostedZone:
            fix = f"{setting}: aws route53 list-hosted-zones"
            yield problem(domain.hosted_zone_id, "no such zone in this account", fix)
            return
    name = found["HostedZone"]["Name"].rstrip(".")
    if found["HostedZone"].get("Config", {}).get("PrivateZone"):
        yield problem(name, "a private zone, not visible to browsers", f"{setting}: a public one")
        return
    if domain.name != name and not domain.name.endswith(f".{name}"):
        yield problem(name, f"does not contain {domain.name}", f"{setting}: its zone")
        return
    yield ok(name, f"a public zone that contains {domain.name}")
    yield _delegation(subject, name, set(found["DelegationSet"]["NameServers"]))


def _delegation(subject: Subject, name: str, ours: set[str]) -> Finding:
    ours = {server.rstrip(".").lower() for server in ours}
    fix = f"at the parent of {name}, NS records: {', '.join(sorted(ours))}"
    try:
        found = name_servers(name, subject.resolver)
    except LookupFailedError as failed:
        return not_checked(f"NS {name}", str(failed), "--resolver ADDRESS, or from another network")
    if not found:
        return problem(f"NS {name}", "not delegated: the name does not resolve", fix)
    if found != ours:
        text = f"delegated to {', '.join(sorted(found))}, not to this zone"
        return problem(f"NS {name}", text, fix)
    return ok(f"NS {name}", "delegated to this zone")
