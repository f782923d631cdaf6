"""The arguments of `api-test` as the command line shows them."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.commands.api_test.options import Enabler, FlowName

Deployment = Annotated[
    str | None,
    typer.Argument(help="A name in cdktf.json; default without --url: the first one."),
]
Url = Annotated[
    str | None,
    typer.Option(
        help="Address of OpenEMR; default: the deployment's output application_url.",
        metavar="https://HOST",
    ),
]
Flows = Annotated[
    list[FlowName] | None,
    typer.Option("--flow", help="Only this flow, after discovery; repeatable. Default: all."),
]
Site = Annotated[str, typer.Option(help="OpenEMR's site.")]
Scopes = Annotated[
    list[str] | None,
    typer.Option(
        "--scope",
        help="One more scope to ask for; system/... goes to the system client. Repeatable.",
    ),
]
Paste = Annotated[
    bool,
    typer.Option(
        "--paste", help="Paste the address after the sign-in instead of listening for it."
    ),
]
Port = Annotated[
    int,
    typer.Option(
        help="Port of 127.0.0.1 to which the browser comes back; 0: any.", min=0, max=65535
    ),
]
EnableBy = Annotated[
    Enabler | None,
    typer.Option(
        help="Who enables the registered clients: a person at Administration > System > API "
        "Clients, or ECS Exec, which also removes them at the end. Default: a person."
    ),
]
Timeout = Annotated[
    float, typer.Option(help="Longest wait for a person, in seconds.", metavar="SECONDS")
]
Poll = Annotated[
    float, typer.Option(help="Pause between two looks for enabled clients.", metavar="SECONDS")
]
RequestTimeout = Annotated[
    float, typer.Option(help="Longest wait for one answer.", metavar="SECONDS")
]
ClientId = Annotated[
    str | None,
    typer.Option(help="Enabled system client to use instead of registering one; with --key."),
]
Key = Annotated[
    Path | None,
    typer.Option(
        help="Private RSA key of the system client, PEM or JWK. Default: made for this run.",
        metavar="FILE",
    ),
]
JwksUri = Annotated[
    str | None,
    typer.Option(
        help="Register this address of public keys instead of the keys; with --key.",
        metavar="https://...",
    ),
]
PrintJwks = Annotated[
    bool,
    typer.Option("--print-jwks", help="Only print the public keys of --key, to publish them."),
]
Ca = Annotated[
    Path | None,
    typer.Option(help="Certificates to trust instead of the usual ones, PEM.", metavar="FILE"),
]
Insecure = Annotated[
    bool, typer.Option("--insecure", help="Do not verify TLS, and accept http://.")
]
Write = Annotated[
    bool | None,
    typer.Option(
        "--write/--read-only",
        help="Make test patients, which no API can delete. Default: --read-only for a deployment "
        "whose environment is production, else --write.",
    ),
]
NonInteractive = Annotated[
    bool,
    typer.Option("--non-interactive", help="Skip what needs a person; it is reported as skipped."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of text.")]
ReportFile = Annotated[
    Path | None, typer.Option(help="Also write the JSON report to this file.", metavar="FILE")
]
