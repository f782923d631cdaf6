"""Run one AWS provider for many Terraform commands: `python -m tests.terraform.provider`.

    python -m tests.terraform.provider EXECUTABLE SOCKET ANSWERS < types

Standard input is one line with the resource types that Terraform needs to know; when it ends, so do
this process and the provider. Prints the value of TF_REATTACH_PROVIDERS once it can be used.
ANSWERS is a file, made if missing, with answers that need not be asked for again.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any

import grpc
import grpc.aio

from tests.terraform.provider.answers import REPEATABLE, Answers
from tests.terraform.provider.schema import reduced

_ANNOUNCEMENT = "TF_REATTACH_PROVIDERS="
_SCHEMA, _CONFIGURE = "GetSchema", "Configure"
# A web ACL in a plan is larger than the four megabytes that gRPC accepts by default.
_ANY_SIZE = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))

Call = Callable[[bytes, Any], Awaitable[bytes]]


class Forwarding(grpc.GenericRpcHandler):  # type: ignore[misc]  # gRPC has no types
    """Passes calls on to the provider; keeps its schema, reduced to `types`, and its answers."""

    def __init__(self, channel: Any, types: Collection[str], answers: Answers) -> None:
        self._channel = channel
        self._types = types
        self._answers = answers
        self._schema = b""

    def service(self, handler_call_details: Any) -> Any:
        """What answers a call of this name; None: nobody."""
        method = str(handler_call_details.method)
        # Not the plugin's own services: whoever reattaches needs none of them.
        if not method.startswith("/tfplugin"):
            return None
        return grpc.unary_unary_rpc_method_handler(self._handler(method))

    def _handler(self, method: str) -> Call:
        name = method.rpartition("/")[2]
        if name == _SCHEMA:
            return self._answer_schema(method)
        if name == _CONFIGURE:
            return self._configure(method)
        return self._answer_again(method) if name in REPEATABLE else self._answer(method)

    def _answer(self, method: str) -> Call:
        forward = self._channel.unary_unary(method)

        async def answer(request: bytes, context: Any) -> bytes:
            try:
                return bytes(await forward(request))
            except grpc.aio.AioRpcError as error:
                await context.abort(error.code(), error.details())
                raise

        return answer

    def _answer_schema(self, method: str) -> Call:
        ask = self._answer(method)

        async def answer(request: bytes, context: Any) -> bytes:
            if not self._schema:
                self._schema = reduced(await ask(request, context), self._types)
            return self._schema

        return answer

    def _configure(self, method: str) -> Call:
        ask = self._answer(method)

        async def answer(request: bytes, context: Any) -> bytes:
            self._answers.configure(request)
            return await ask(request, context)

        return answer

    def _answer_again(self, method: str) -> Call:
        ask = self._answer(method)

        async def answer(request: bytes, context: Any) -> bytes:
            found = self._answers.find(method, request)
            if found is None:
                found = await ask(request, context)
                self._answers.keep(method, request, found)
            return found

        return answer


async def main(executable: str, socket: str, answers: str) -> None:
    """Serve until standard input ends."""
    types = set(sys.stdin.readline().split())
    provider = await asyncio.create_subprocess_exec(
        executable,
        "-debug",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        reattachment = await _announced(provider)
        (address,) = reattachment.values()
        target = f"unix:{address['Addr']['String']}"
        async with grpc.aio.insecure_channel(target, options=_ANY_SIZE) as channel:
            server = grpc.aio.server(options=_ANY_SIZE)
            kept = Answers(Path(answers), _subject(executable))
            server.add_generic_rpc_handlers((Forwarding(channel, types, kept),))
            server.add_insecure_port(f"unix:{socket}")
            await server.start()
            address["Addr"]["String"], address["Pid"] = socket, os.getpid()
            print(json.dumps(reattachment), flush=True)  # noqa: T201 - what the caller waits for
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
            await server.stop(None)
    finally:
        with contextlib.suppress(ProcessLookupError):
            provider.kill()
        await provider.wait()


def _subject(executable: str) -> str:
    """The provider's build, and whose credentials it has."""
    names = sorted(name for name in os.environ if name.startswith("AWS_"))
    # The endpoint's port differs from account to account, which is all that its URL says.
    settings = [f"{name}={os.environ[name]}" for name in names if name != "AWS_ENDPOINT_URL"]
    return "\n".join([executable, str(Path(executable).stat().st_size), *settings])


async def _announced(provider: asyncio.subprocess.Process) -> dict[str, Any]:
    """What the provider prints for a debugger to set."""
    assert provider.stdout
    while line := (await provider.stdout.readline()).decode():
        _, found, value = line.strip().partition(_ANNOUNCEMENT)
        if found:
            return dict(json.loads(value.strip("'")))
    raise RuntimeError(f"The provider ended with {await provider.wait()}.")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
