"""The client-credentials flow: a system proves itself by a signed assertion, without a person."""

from typing import Any

import requests
from authlib.common.urls import add_params_to_qs  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import private_key_jwt_sign  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523.client import ASSERTION_TYPE  # type: ignore[import-untyped]
from joserfc.jwk import RSAKey

from scripts.commands.api_test.answers import as_object
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.fhir import try_patients
from scripts.commands.api_test.keys import ALGORITHM, make_key, public_keys
from scripts.commands.api_test.oauth_errors import Place, demand_bearer_token, refuse_error
from scripts.commands.api_test.registration import Client, register
from scripts.commands.api_test.report import Flow
from scripts.commands.api_test.standard_api import demand_refusal
from scripts.commands.api_test.trial import Trial

_SCOPES = "api:fhir system/Patient.read"
_WRITE_SCOPE = "system/Patient.write"
_AUTHENTICATION = "private_key_jwt"
# SMART allows five minutes; the rest is for clocks that differ.
_ASSERTION_SECONDS = 240
# OpenEMR's tokens of this flow live 60 or 300 seconds, by release; then Authlib gets a new one.
_LEEWAY_SECONDS = 5
# A difference that can spoil an assertion: OpenEMR tolerates a minute.
_WORTH_TELLING_SECONDS = 30
# OpenEMR wants one from every client.
_UNUSED_REDIRECT = "https://localhost/unused"


class ClientCredentials:
    """Registers a system client, or takes the given one, and uses FHIR as that system."""

    def __init__(self, trial: Trial, flow: Flow, key: RSAKey | None) -> None:
        self.flow = flow
        self.client: Client | None = None
        self._trial = trial
        self._key = key
        extra = [scope for scope in trial.options.scopes if scope.startswith("system/")]
        write = [_WRITE_SCOPE] if trial.may_write else []
        self._scope = " ".join([_SCOPES, *write, *extra])

    def register(self) -> None:
        """Register the client unless there is one. Raises CheckFailedError."""
        trial, options = self._trial, self._trial.options
        if options.client_id:
            # Enabled by whoever registered it: without its secret nobody can ask.
            self.client = Client(options.client_id, "given by --client-id", secret="")
            return
        wish = {
            "client_name": f"openemr api-test {trial.number} system",
            "redirect_uris": [_UNUSED_REDIRECT],
            "grant_types": ["client_credentials"],
            # Releases before 8.0 refuse private_key_jwt here, yet ask for it at the token endpoint.
            "token_endpoint_auth_method": "client_secret_post",
            "scope": self._scope,
        }
        if options.jwks_uri:
            self._try_jwks_uri(options.jwks_uri)
        with self.flow.check("register", "Client registration with a key") as step:
            keys = (
                {"jwks_uri": options.jwks_uri}
                if options.jwks_uri
                else {"jwks": public_keys(self.key)}
            )
            endpoint = trial.endpoints.registration
            self.client = register(trial.http, trial.report.hidden, endpoint, {**wish, **keys})
            trial.registered(self.client)
            step.update(self.client.id)

    def proceed(self) -> None:
        """Everything after the client is enabled. Raises CheckFailedError."""
        assert self.client is not None  # noqa: S101  registered before
        session = self._trial.http.oauth(
            client_id=self.client.id,
            token_endpoint_auth_method=_AUTHENTICATION,
            token_endpoint=self._trial.endpoints.token,
            grant_type="client_credentials",
            scope=self._scope,
            leeway=_LEEWAY_SECONDS,
        )
        session.register_client_auth_method((_AUTHENTICATION, self._sign))
        session.register_compliance_hook("access_token_response", self._examine)
        with self.flow.check("token", "Token for a signed assertion") as step:
            session.fetch_token(self._trial.endpoints.token, allow_redirects=False)
            step.update(f"valid for {session.token.get('expires_in', '?')} s")
        endpoints = self._trial.endpoints
        report, write = self._trial.report, self._trial.may_write
        try_patients(self.flow, session, endpoints.fhir, report, write=write)
        with self.flow.check("standard-api", "Standard API refuses the system's token") as step:
            step.update(demand_refusal(session, endpoints.standard))

    @property
    def key(self) -> RSAKey:
        """The given key, or one made when it is first needed."""
        if self._key is None:
            self._key = make_key()
        return self._key

    def _sign(
        self, _auth: Any, _method: str, uri: str, headers: Any, body: str | None
    ) -> tuple[str, Any, str]:
        """Authenticate the token request; each with an assertion and a jti of its own."""
        assert self.client is not None  # noqa: S101  registered before
        assertion = private_key_jwt_sign(
            self.key,
            client_id=self.client.id,
            token_endpoint=self._trial.endpoints.token,
            alg=ALGORITHM,
            header={"typ": "JWT", "kid": self.key.kid},
            expires_in=_ASSERTION_SECONDS,
        )
        self._trial.report.hidden.add(assertion)
        proof = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)]
        return uri, headers, str(add_params_to_qs(body or "", proof))

    def _examine(self, response: requests.Response) -> requests.Response:
        """A hook of Authlib's, which by itself drops the hint OpenEMR gives."""
        try:
            refuse_error(response, Place.TOKEN_BY_ASSERTION)
        except CheckFailedError as failure:
            if failure.kind is Kind.BAD_CLIENT_ASSERTION:
                raise CheckFailedError(
                    failure.kind, " ".join([failure.happened, *self._suspicions()])
                ) from failure
            raise
        demand_bearer_token(response)
        self._trial.report.hidden.add(as_object(response).get("access_token"))
        return response

    def _suspicions(self) -> list[str]:
        difference = self._trial.http.answers.clock_difference
        found = []
        if abs(difference) > _WORTH_TELLING_SECONDS:
            side = "ahead of" if difference > 0 else "behind"
            found.append(f"This machine's clock is {abs(difference):.0f} s {side} the server's.")
        if self._trial.options.client_id:
            found.append("Or the client is disabled, which OpenEMR says in the same words.")
        return found

    def _try_jwks_uri(self, jwks_uri: str) -> None:
        with self.flow.check("jwks-uri", "Published keys") as step:
            try:
                found = as_object(self._trial.http.get(jwks_uri)).get("keys") or []
            except CheckFailedError as failure:
                step.update("not readable from here")
                self._trial.report.warnings.append(
                    f"{jwks_uri} cannot be read from here, OpenEMR's tasks must: {failure.happened}"
                )
                return
            if self.key.kid not in [key.get("kid") for key in found if isinstance(key, dict)]:
                raise CheckFailedError(
                    Kind.JWKS_UNREACHABLE,
                    f"{jwks_uri} does not hold the key of --key (kid {self.key.kid}).",
                )
