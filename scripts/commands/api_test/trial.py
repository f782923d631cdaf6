"""What every flow of one test works with."""

import secrets
from dataclasses import dataclass

from rich.console import Console

from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.discovery import Endpoints
from scripts.commands.api_test.options import Options
from scripts.commands.api_test.registration import Client
from scripts.commands.api_test.report import Remnant, Report

API_CLIENT = "API client"
HOW_TO_REMOVE_A_CLIENT = "disable or delete it at Administration > System > API Clients"


@dataclass(frozen=True)
class Trial:
    """One test of one address. number: in the names of what it makes."""

    options: Options
    http: Http
    endpoints: Endpoints
    report: Report
    console: Console
    number: str

    @property
    def may_write(self) -> bool:
        """True if test patients may be made."""
        return self.options.write is not False

    def tell(self, text: str) -> None:
        """Say something a person must act on; long addresses stay in one piece."""
        self.console.print(f"\n{text}\n", markup=False, highlight=False, soft_wrap=True)

    def registered(self, client: Client) -> Client:
        """Enter a client among what remains."""
        self.report.remnants.append(
            Remnant(API_CLIENT, f"{client.name} ({client.id})", HOW_TO_REMOVE_A_CLIENT)
        )
        return client


def new_number() -> str:
    """Tells the clients of two tests apart."""
    return secrets.token_hex(4)
