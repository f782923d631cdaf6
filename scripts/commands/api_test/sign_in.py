"""Sending a person to OpenEMR's sign-in and taking back what the browser brings."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from authlib.common.security import generate_token  # type: ignore[import-untyped]

from scripts.commands.api_test.answers import as_object
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.loopback import Loopback
from scripts.commands.api_test.oauth_errors import Place, oauth_failure, refuse_error
from scripts.commands.api_test.pasted import Pasted
from scripts.commands.api_test.report import Flow
from scripts.commands.api_test.trial import Trial

_VERIFIER_LENGTH = 64


@dataclass(frozen=True)
class Answer:
    """The address the browser came back to, and what proves that it was asked for here."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


class SignIn:
    """One authorization request."""

    def __init__(self, trial: Trial, flow: Flow, redirect: Loopback | Pasted) -> None:
        self._trial = trial
        self._flow = flow
        self._redirect = redirect

    def ask(self, session: Any) -> Answer:
        """Show the address and wait for the answer. Raises CheckFailedError.

        session: Authlib's, with client, scope and redirect.
        """
        trial = self._trial
        verifier = generate_token(_VERIFIER_LENGTH)
        trial.report.hidden.add(verifier)
        address, state = session.create_authorization_url(
            trial.endpoints.authorization, code_verifier=verifier, aud=trial.endpoints.fhir
        )
        with self._flow.check("authorize", "Authorization request"):
            self._demand_login_page(address)
        with self._flow.check("sign-in", "Sign-in and consent"):
            trial.tell(
                "Open this address in a browser, sign in and authorize:\n\n"
                f"{address}\n\n{self._redirect.hint()}"
            )
            back = urldefrag(self._redirect.wait(trial.options.timeout)).url
            query = _query(back)
            trial.report.hidden.add(query.get("code"))
            if "error" in query:
                raise oauth_failure(query, Place.AUTHORIZATION, _told(query))
        return Answer(back, str(state), verifier)

    def _demand_login_page(self, address: str) -> None:
        """Ask as the browser will, so that a refusal is told here and not on a page."""
        response = self._trial.http.get(address)
        if response.is_redirect:
            to = urljoin(address, response.headers["Location"])
            if to.startswith(self._redirect.redirect_uri):
                query = _query(to)
                raise oauth_failure(query, Place.AUTHORIZATION, _told(query))
            return
        if as_object(response) or not response.ok:
            refuse_error(response, Place.AUTHORIZATION)
        if "html" not in response.headers.get("Content-Type", ""):
            raise CheckFailedError(
                Kind.UNEXPECTED_ANSWER,
                f"The authorization request leads to no page: HTTP {response.status_code}.",
            )


def _query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def _told(query: dict[str, str]) -> str:
    words = [query.get(key, "") for key in ("error", "error_description", "hint", "message")]
    return "; ".join(dict.fromkeys(filter(None, words)))
