"""The authorization-code flow: a person signs in and consents, PKCE proves who asked."""

from collections.abc import Callable
from typing import Any

import requests
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]
    MismatchingStateException,
    MissingCodeException,
)

from scripts.commands.api_test.answers import as_object, quoted
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.fhir import search_patients, try_patients
from scripts.commands.api_test.id_token import verify_id_token
from scripts.commands.api_test.loopback import Loopback
from scripts.commands.api_test.oauth_errors import Place, demand_bearer_token, refuse_error
from scripts.commands.api_test.pasted import Pasted
from scripts.commands.api_test.registration import Client, register
from scripts.commands.api_test.report import Flow
from scripts.commands.api_test.sign_in import Answer, SignIn
from scripts.commands.api_test.sign_out import sign_out
from scripts.commands.api_test.standard_api import list_patients
from scripts.commands.api_test.trial import Trial

# Version 1 scopes, which all releases take; short, for AWS's managed rules refuse queries of more
# than 2,048 bytes.
_SCOPES = "openid offline_access api:oemr api:fhir user/Patient.read user/patient.read"
_WRITE_SCOPE = "user/Patient.write"
# OpenEMR lists client_secret_post only.
_AUTHENTICATION = "client_secret_post"


class AuthorizationCode:
    """Registers a client for a person's sign-in, and uses what the person grants."""

    def __init__(self, trial: Trial, flow: Flow, redirect: Loopback | Pasted) -> None:
        self.flow = flow
        self.client: Client | None = None
        self._trial = trial
        self._redirect = redirect
        extra = [scope for scope in trial.options.scopes if not scope.startswith("system/")]
        write = [_WRITE_SCOPE] if trial.may_write else []
        self._scope = " ".join([_SCOPES, *write, *extra])

    def register(self) -> None:
        """Register the client. Raises CheckFailedError."""
        trial = self._trial
        wish = {
            "client_name": f"openemr api-test {trial.number} sign-in",
            "redirect_uris": [self._redirect.redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": _AUTHENTICATION,
            "scope": self._scope,
        }
        with self.flow.check("register", "Client registration") as step:
            endpoint = trial.endpoints.registration
            self.client = register(trial.http, trial.report.hidden, endpoint, wish)
            trial.registered(self.client)
            step.update(self.client.id)

    def proceed(self) -> None:
        """Everything after the client is enabled. Raises CheckFailedError."""
        session = self._session()
        answer = SignIn(self._trial, self.flow, self._redirect).ask(session)
        with self.flow.check("token", "Token for the code") as step:
            self._exchange(session, answer)
            step.update(f"valid for {session.token.get('expires_in', '?')} s")
        try:
            self._use(session)
        finally:
            sign_out(self._trial, self.flow, session)

    def _use(self, session: Any) -> None:
        endpoints = self._trial.endpoints
        self._verify_id_token(session)
        self._introspect(session)
        report, write = self._trial.report, self._trial.may_write
        try_patients(self.flow, session, endpoints.fhir, report, write=write)
        with self.flow.check("standard-api", "Standard API lists patients") as step:
            step.update(f"{list_patients(session, endpoints.standard)} on the first page of one")
        self._refresh(session)

    def _session(self) -> Any:
        assert self.client is not None  # noqa: S101  registered before
        session = self._trial.http.oauth(
            client_id=self.client.id,
            client_secret=self.client.secret,
            token_endpoint_auth_method=_AUTHENTICATION,
            token_endpoint=self._trial.endpoints.token,
            scope=self._scope,
            redirect_uri=self._redirect.redirect_uri,
            code_challenge_method="S256",
        )
        for hook in ("access_token_response", "refresh_token_response"):
            session.register_compliance_hook(hook, _refusing(Place.TOKEN_BY_SECRET))
        return session

    def _exchange(self, session: Any, answer: Answer) -> None:
        try:
            token = session.fetch_token(
                self._trial.endpoints.token,
                authorization_response=answer.address,
                state=answer.state,
                code_verifier=answer.verifier,
                allow_redirects=False,
            )
        except MismatchingStateException:
            raise CheckFailedError(
                Kind.STATE_MISMATCH,
                "The state in the answer is not the one this run sent; its code was not used.",
            ) from None
        except MissingCodeException:
            raise CheckFailedError(
                Kind.UNEXPECTED_ANSWER, "The answer after the sign-in holds no code."
            ) from None
        self._keep(token)
        self._demand_scopes(token)

    def _keep(self, token: dict[str, Any]) -> None:
        tokens = ("access_token", "refresh_token", "id_token")
        self._trial.report.hidden.add(*(token.get(key) for key in tokens))

    def _demand_scopes(self, token: dict[str, Any]) -> None:
        """A person may untick some. Releases may answer in another notation behind the dot."""
        if "scope" not in token:
            return
        granted = {scope.partition(".")[0] for scope in str(token["scope"]).split()}
        missing = [
            scope
            for scope in self._scope.split()
            if "/" in scope and scope.partition(".")[0] not in granted
        ]
        if missing:
            raise CheckFailedError(
                Kind.CONSENT_DENIED, f"Consent was given without {', '.join(missing)}."
            )

    def _verify_id_token(self, session: Any) -> None:
        endpoints, token = self._trial.endpoints, session.token.get("id_token")
        if not token or not endpoints.jwks:
            self.flow.pass_over("id-token", "no ID token, or no keys to verify it")
            return
        with self.flow.check("id-token", "ID token is OpenEMR's, for this client"):
            verify_id_token(
                self._trial.http, endpoints.jwks, token, endpoints.issuer, session.client_id
            )

    def _introspect(self, session: Any) -> None:
        endpoint = self._trial.endpoints.introspection
        if not endpoint:
            self.flow.pass_over("introspect", "not offered")
            return
        with self.flow.check("introspect", "Introspection calls the token active"):
            response = session.introspect_token(
                endpoint,
                token=session.token["access_token"],
                token_type_hint="access_token",  # noqa: S106
                allow_redirects=False,
            )
            if as_object(response).get("active") is not True:
                raise CheckFailedError(
                    Kind.UNEXPECTED_ANSWER,
                    "Introspection does not call the new token active: HTTP "
                    f"{response.status_code}{quoted(response)}.",
                )

    def _refresh(self, session: Any) -> None:
        before = session.token
        if not before.get("refresh_token"):
            self.flow.pass_over("refresh", "no refresh token, for offline_access was not granted")
            return
        with self.flow.check("refresh", "Refresh, and the new token works"):
            token = session.refresh_token(self._trial.endpoints.token, allow_redirects=False)
            self._keep(token)
            # Not every release sends it again, and the sign-out needs one.
            token.setdefault("id_token", before.get("id_token"))
            search_patients(session, self._trial.endpoints.fhir)


def _refusing(place: Place) -> Callable[[requests.Response], requests.Response]:
    """A hook of Authlib's, which by itself drops the hint OpenEMR gives."""

    def hook(response: requests.Response) -> requests.Response:
        refuse_error(response, place)
        demand_bearer_token(response)
        return response

    return hook
