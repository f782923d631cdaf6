"""The arguments of `load-test` as the command line shows them."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.commands.load_test.options import MixName

_LOAD, _WHO, _PASS = "Load", "Who signs in", "Pass criteria"
_TRUST, _RESULT = "Target", "Reports"

Deployment = Annotated[
    str | None,
    typer.Argument(help="A name in cdktf.json; default, without --url to this machine: the first."),
]
Url = Annotated[
    str | None,
    typer.Option(
        help="Address to load: the deployment's own by its outputs (its load balancer too), or one "
        "of this machine. Any other host is refused. Default: the output application_url.",
        metavar="https://HOST",
        rich_help_panel=_TRUST,
    ),
]
YesProduction = Annotated[
    str | None,
    typer.Option(
        help="Consent to load this production deployment, instead of typing its name.",
        metavar="NAME",
        rich_help_panel=_TRUST,
    ),
]
Ca = Annotated[
    Path | None,
    typer.Option(
        help="Certificates to trust instead of the usual ones, PEM.",
        metavar="FILE",
        rich_help_panel=_TRUST,
    ),
]
Insecure = Annotated[
    bool,
    typer.Option(
        "--insecure",
        help="Do not verify TLS, and send the password by http:// too.",
        rich_help_panel=_TRUST,
    ),
]
Mix = Annotated[
    MixName,
    typer.Option(
        help="clinic: sign-in, calendar, patient search, charts, API. flood: only the sign-in "
        "page, by visitors without cookies; needs no user.",
        rich_help_panel=_LOAD,
    ),
]
Rate = Annotated[
    float | None,
    typer.Option(
        help="Requests that begin in a second, however slow the answers are (open loop). Default "
        "for clinic: what the fewest tasks serve at autoscaling's target, 1.7 a vCPU "
        "(docs/sizing.md).",
        metavar="NUMBER",
        rich_help_panel=_LOAD,
    ),
]
Users = Annotated[
    int | None,
    typer.Option(
        help="Users that wait for each answer and then think (closed loop). Default: 255 for "
        "flood, as the predecessor's.",
        metavar="NUMBER",
        rich_help_panel=_LOAD,
    ),
]
Sessions = Annotated[
    int | None,
    typer.Option(
        help="Signed-in users among whom --rate is spread. Default: as many as make that rate with "
        "their pauses, up to 40, for the firewall limits sign-ins.",
        metavar="NUMBER",
        rich_help_panel=_LOAD,
    ),
]
Ramp = Annotated[
    float,
    typer.Option(
        help="The load grows from nothing during this time.",
        metavar="SECONDS",
        rich_help_panel=_LOAD,
    ),
]
WarmUp = Annotated[
    float,
    typer.Option(
        help="Full load that does not count yet, after the ramp.",
        metavar="SECONDS",
        rich_help_panel=_LOAD,
    ),
]
Duration = Annotated[
    float,
    typer.Option(
        help="Full load that counts, after that.", metavar="SECONDS", rich_help_panel=_LOAD
    ),
]
Timeout = Annotated[
    float,
    typer.Option(help="Longest wait for one answer.", metavar="SECONDS", rich_help_panel=_LOAD),
]
Apis = Annotated[
    bool | None,
    typer.Option(
        "--apis/--no-apis",
        help="Ask the APIs too; default: as the deployment's setting activate_openemr_apis.",
        rich_help_panel=_LOAD,
    ),
]
User = Annotated[
    str | None,
    typer.Option(
        help="User of OpenEMR, without a second factor. The password of the deployment's first "
        "user (admin) is read from Secrets Manager, another's is asked for.",
        metavar="NAME",
        rich_help_panel=_WHO,
    ),
]
PasswordEnv = Annotated[
    str | None,
    typer.Option(
        help="Environment variable that holds the password. There is no option for the password "
        "itself.",
        metavar="VARIABLE",
        rich_help_panel=_WHO,
    ),
]
P95 = Annotated[
    float | None,
    typer.Option(
        help="Most that the 95th percentile of latency may be.",
        metavar="MILLISECONDS",
        rich_help_panel=_PASS,
    ),
]
P99 = Annotated[
    float | None,
    typer.Option(
        help="Most that the 99th percentile may be.",
        metavar="MILLISECONDS",
        rich_help_panel=_PASS,
    ),
]
ErrorRate = Annotated[
    float,
    typer.Option(
        help="Most errors, of all requests that no firewall answered.",
        metavar="PERCENT",
        rich_help_panel=_PASS,
    ),
]
MinRate = Annotated[
    float | None,
    typer.Option(help="Fewest good answers in a second.", metavar="NUMBER", rich_help_panel=_PASS),
]
Report = Annotated[
    Path | None,
    typer.Option(
        help="Write report.html, report.json and plot.svg to this folder.",
        metavar="FOLDER",
        rich_help_panel=_RESULT,
    ),
]
Png = Annotated[
    bool,
    typer.Option("--png", help="Write plot.png to it as well.", rich_help_panel=_RESULT),
]
AsJson = Annotated[
    bool,
    typer.Option(
        "--json", help="Print the report as JSON instead of text.", rich_help_panel=_RESULT
    ),
]
