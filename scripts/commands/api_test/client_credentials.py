"""The OAuth client-credentials flow: a system authenticates by a signed assertion."""

import json
import warnings
from pathlib import Path
from typing import Any

import requests
from authlib.common.urls import add_params_to_qs  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import private_key_jwt_sign  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523.client import ASSERTION_TYPE  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from joserfc.jwk import KeyParameters, RSAKey

from scripts.cli.errors import InvalidInputError
from scripts.commands.api_test.connection import as_object, objects
from scripts.commands.api_test.context import Client, Context
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.oauth_errors import Place, refuse_error, require_bearer_token
from scripts.commands.api_test.patients import check_patients, require_refusal
from scripts.commands.api_test.report import Flow

_SCOPES = "api:fhir system/Patient.read"
_WRITE_SCOPE = "system/Patient.write"
_AUTHENTICATION = "private_key_jwt"
_ALGORITHM = "RS384"
# SMART Backend Services asks for at least 2048; 3072 is as strong as the rest of TLS.
# https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
_LEAST_BITS = 2048
_BITS = 3072
_PARAMETERS: KeyParameters = {"use": "sig", "alg": _ALGORITHM}
# SMART allows five minutes; the rest is for clocks that differ.
_ASSERTION_SECONDS = 240
# OpenEMR's tokens of this flow are valid for 60 or 300 seconds, by release; then Authlib gets a
# new one.
_LEEWAY_SECONDS = 5
# A difference that can invalidate an assertion: OpenEMR tolerates a minute.
_CLOCK_DIFFERENCE_SECONDS = 30
# OpenEMR requires one from every client.
_UNUSED_REDIRECT = "https://localhost/unused"


class ClientCredentials:
    """Registers a system client, or takes the given one, and uses FHIR as that system."""

    def __init__(self, context: Context, flow: Flow, key: RSAKey | None) -> None:
        self.flow = flow
        self.client: Client | None = None
        self._context = context
        self._key = key or RSAKey.generate_key(_BITS, _PARAMETERS, auto_kid=True)
        extra = [each for each in context.options.scope or () if each.startswith("system/")]
        write = [_WRITE_SCOPE] if context.may_write else []
        self._scope = " ".join([_SCOPES, *write, *extra])

    def register(self) -> None:
        """Register the client unless one was given. Raises CheckFailedError."""
        options = self._context.options
        if options.client_id:
            # Enabled by whoever registered it: without its secret nothing can tell.
            self.client = Client(options.client_id, "given by --client-id", secret="")
            return
        if options.jwks_uri:
            self._check_jwks_uri(options.jwks_uri)
            keys: dict[str, Any] = {"jwks_uri": options.jwks_uri}
        else:
            keys = {"jwks": public_keys(self._key)}
        with self.flow.check("register", "Client registration with a key") as step:
            self.client = self._context.register(
                "system",
                redirect_uris=[_UNUSED_REDIRECT],
                grant_types=["client_credentials"],
                # Releases before 8.0 refuse private_key_jwt here, but require it for tokens.
                token_endpoint_auth_method="client_secret_post",  # noqa: S106
                scope=self._scope,
                **keys,
            )
            step.update(self.client.id)

    def proceed(self) -> None:
        """Everything after the client is enabled. Raises CheckFailedError."""
        assert self.client is not None  # noqa: S101  registered before
        context, endpoints = self._context, self._context.endpoints
        session = context.http.oauth(
            client_id=self.client.id,
            token_endpoint_auth_method=_AUTHENTICATION,
            token_endpoint=endpoints.token_endpoint,
            grant_type="client_credentials",
            scope=self._scope,
            leeway=_LEEWAY_SECONDS,
        )
        session.register_client_auth_method((_AUTHENTICATION, self._sign))
        session.register_compliance_hook("access_token_response", self._check_token_response)
        with self.flow.check("token", "Token for a signed assertion") as step:
            session.fetch_token(endpoints.token_endpoint, allow_redirects=False)
            step.update(f"valid for {session.token.get('expires_in', '?')} s")
        write = context.may_write
        check_patients(self.flow, session, endpoints.fhir, context.report, write=write)
        with self.flow.check("standard-api", "Standard API refuses the system's token") as step:
            step.update(require_refusal(session, endpoints.standard))

    def _sign(
        self, _auth: Any, _method: str, uri: str, headers: Any, body: str | None
    ) -> tuple[str, Any, str]:
        """Authenticate a token request; each with an assertion and a jti of its own."""
        assert self.client is not None  # noqa: S101  registered before
        assertion = private_key_jwt_sign(
            self._key,
            client_id=self.client.id,
            token_endpoint=self._context.endpoints.token_endpoint,
            alg=_ALGORITHM,
            header={"typ": "JWT", "kid": self._key.kid},
            expires_in=_ASSERTION_SECONDS,
        )
        self._context.report.redaction.add(assertion)
        parameters = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)]
        return uri, headers, str(add_params_to_qs(body or "", parameters))

    def _check_token_response(self, response: requests.Response) -> requests.Response:
        """A hook of Authlib's, which by itself drops the hint in OpenEMR's errors."""
        try:
            refuse_error(response, Place.TOKEN_BY_ASSERTION)
        except CheckFailedError as failure:
            if failure.kind is Kind.BAD_CLIENT_ASSERTION:
                message = " ".join([str(failure), *self._possible_causes()])
                raise failure.kind.error(message) from failure
            raise
        require_bearer_token(response)
        self._context.report.redaction.add(as_object(response).get("access_token"))
        return response

    def _possible_causes(self) -> list[str]:
        difference = self._context.http.clock_difference
        found = []
        if abs(difference) > _CLOCK_DIFFERENCE_SECONDS:
            side = "ahead of" if difference > 0 else "behind"
            found.append(f"This machine's clock is {abs(difference):.0f} s {side} the server's.")
        if self._context.options.client_id:
            found.append("Or the client is disabled, for which OpenEMR's message is the same.")
        return found

    def _check_jwks_uri(self, jwks_uri: str) -> None:
        with self.flow.check("jwks-uri", "Published keys") as step:
            try:
                published = objects(as_object(self._context.http.get(jwks_uri)).get("keys"))
            except CheckFailedError as failure:
                step.update("not readable from here")
                self._context.report.warnings.append(
                    f"{jwks_uri} cannot be read from here, but OpenEMR's tasks must be able to: "
                    f"{failure}"
                )
                return
            if self._key.kid not in [key.get("kid") for key in published]:
                raise Kind.JWKS_UNREACHABLE.error(
                    f"{jwks_uri} does not hold the key of --key (kid {self._key.kid}).",
                )


def read_key(file: Path) -> RSAKey:
    """A private RSA key in PEM or as JWK. Raises InvalidInputError, which never quotes the file.

    A JWK keeps its `kid`; for PEM it is the key's thumbprint (RFC 7638), always the same.
    """
    accepted = f"a private RSA key of {_LEAST_BITS} bits or more, as PEM without password or as JWK"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise InvalidInputError(
            f"--key {file}: cannot be read ({reason}); accepted: {accepted}"
        ) from None
    try:
        is_jwk = text.lstrip().startswith("{")
        given = {**json.loads(text), **_PARAMETERS} if is_jwk else text
        with warnings.catch_warnings():
            # About short keys, which are refused below.
            warnings.simplefilter("ignore")
            key = RSAKey.import_key(given, _PARAMETERS)
    except (JoseError, ValueError, TypeError):
        raise InvalidInputError(f"--key {file}: not a key; accepted: {accepted}") from None
    bits = key.public_key.key_size
    if not key.is_private or bits < _LEAST_BITS:
        found = f"{bits} bits" if key.is_private else "a public key"
        raise InvalidInputError(f"--key {file}: {found}; accepted: {accepted}")
    key.ensure_kid()
    return key


def public_keys(key: RSAKey) -> dict[str, Any]:
    """The JSON Web Key Set to register or publish; nothing of it is secret."""
    return {"keys": [{**key.as_dict(private=False), **_PARAMETERS}]}
