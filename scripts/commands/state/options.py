"""The option that the verbs of `openemr state` share."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")]
