"""Asks DNS for the name servers of a zone."""

import asyncio
from typing import Any

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
        answer = await client.query(zone, "NS")
    except aiodns.error.DNSError as failed:
        code = failed.args[0]
        if code in (aiodns.error.ARES_ENOTFOUND, aiodns.error.ARES_ENODATA):
            return set()
        reason = failed.args[1] if len(failed.args) > 1 else code
        raise LookupFailedError(f"DNS does not answer here ({reason})") from failed
    return {record.host.rstrip(".").lower() for record in answer}
