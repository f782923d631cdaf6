"""Backup: vault lock, vault access policy and vault notifications, which MiniStack lacks."""

import json
import time
from typing import Any

from ministack.core.responses import json_response
from ministack.services import backup

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_RETENTION = ("MinRetentionDays", "MaxRetentionDays")
_DOCUMENTS = {"access-policy": "_access_policy", "notification-configuration": "_notifications"}
_SECONDS_PER_DAY = 86_400


@around(backup, "handle_request")
async def vault_settings(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    parts = [part for part in path.strip("/").split("/") if part]
    setting = parts[2] if len(parts) == 3 and parts[0] == "backup-vaults" else ""
    if setting == "vault-lock" or setting in _DOCUMENTS:
        vault = backup._vaults.get(parts[1])
        request = json.loads(body) if body else {}
        if vault is None:
            return _not_found(f"Backup Vault {parts[1]} not found")
        if setting == "vault-lock":
            return _lock(vault, method, request)
        return _document(vault, _DOCUMENTS[setting], method, request)
    response = await original(method, path, headers, body, query)
    if method == "GET" and response[0] == 200 and parts[:1] == ["backup-vaults"]:
        return _without_our_members(response)
    return response


def _lock(vault: dict[str, Any], method: str, request: dict[str, Any]) -> Response:
    if vault.get("LockDate") and time.time() > vault["LockDate"]:
        return backup._err("InvalidRequestException", "Vault lock configuration is immutable", 400)
    if method == "PUT":
        vault["Locked"] = True
        vault.update({key: request[key] for key in _RETENTION if key in request})
        if request.get("ChangeableForDays"):
            vault["LockDate"] = time.time() + _SECONDS_PER_DAY * request["ChangeableForDays"]
    else:
        vault["Locked"] = False
        for key in (*_RETENTION, "LockDate"):
            vault.pop(key, None)
    return json_response({})


def _document(vault: dict[str, Any], member: str, method: str, request: dict[str, Any]) -> Response:
    if method == "PUT":
        vault[member] = request
        return json_response({})
    if method == "DELETE":
        vault.pop(member, None)
        return json_response({})
    if member not in vault:
        return _not_found(f"Backup Vault {vault['BackupVaultName']} has no {member.strip('_')}")
    identity = {key: vault[key] for key in ("BackupVaultName", "BackupVaultArn")}
    return json_response({**identity, **vault[member]})


def _without_our_members(response: Response) -> Response:
    status, headers, body = response
    answer = json.loads(body)
    return (
        status,
        headers,
        json.dumps({k: v for k, v in answer.items() if not k.startswith("_")}).encode(),
    )


def _not_found(message: str) -> Response:
    return backup._err("ResourceNotFoundException", message, 400)
