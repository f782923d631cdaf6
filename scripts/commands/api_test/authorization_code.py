"""The OAuth authorization-code flow with PKCE: a person signs in and consents."""

from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import requests
from authlib.common.security import generate_token  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]
    MismatchingStateException,
    MissingCodeException,
)
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from scripts.commands.api_test.connection import as_object, quoted
from scripts.commands.api_test.context import Client, Context
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.oauth_errors import (
    Place,
    oauth_failure,
    refuse_error,
    require_bearer_token,
)
from scripts.commands.api_test.patients import check_patients, list_patients, search_patients
from scripts.commands.api_test.redirect import Redirect
from scripts.commands.api_test.report import (
    HOW_TO_REMOVE_A_CLIENT,
    PASSED,
    Check,
    Flow,
    Remnant,
)

# Version 1 scopes, which all releases take; short, for AWS's managed rules refuse queries of more
# than 2,048 bytes.
_SCOPES = "openid offline_access api:oemr api:fhir user/Patient.read user/patient.read"
_WRITE_SCOPE = "user/Patient.write"
# OpenEMR lists client_secret_post only.
_AUTHENTICATION = "client_secret_post"
_VERIFIER_LENGTH = 64
_LEEWAY_SECONDS = 60
_SIGN_OUT = "sign-out"


class AuthorizationCode:
    """Registers a client for a person's sign-in, and uses what the person grants."""

    def __init__(self, context: Context, flow: Flow, redirect: Redirect) -> None:
        self.flow = flow
        self.client: Client | None = None
        self._context = context
        self._redirect = redirect
        extra = [each for each in context.options.scope or () if not each.startswith("system/")]
        write = [_WRITE_SCOPE] if context.may_write else []
        self._scope = " ".join([_SCOPES, *write, *extra])

    def register(self) -> None:
        """Register the client. Raises CheckFailedError."""
        with self.flow.check("register", "Client registration") as step:
            self.client = self._context.register(
                "sign-in",
                redirect_uris=[self._redirect.uri],
                grant_types=["authorization_code", "refresh_token"],
                response_types=["code"],
                token_endpoint_auth_method=_AUTHENTICATION,
                scope=self._scope,
            )
            step.update(self.client.id)

    def proceed(self) -> None:
        """Everything after the client is enabled. Raises CheckFailedError."""
        context, endpoints = self._context, self._context.endpoints
        session = self._session()
        self._sign_in(session)
        try:
            self._verify_id_token(session)
            self._introspect(session)
            write = context.may_write
            check_patients(self.flow, session, endpoints.fhir, context.report, write=write)
            with self.flow.check("standard-api", "Standard API lists patients") as step:
                step.update(
                    f"{list_patients(session, endpoints.standard)} on the first page of one"
                )
            self._refresh(session)
        finally:
            self._sign_out(session)

    def _session(self) -> Any:
        assert self.client is not None  # noqa: S101  registered before
        session = self._context.http.oauth(
            client_id=self.client.id,
            client_secret=self.client.secret,
            token_endpoint_auth_method=_AUTHENTICATION,
            token_endpoint=self._context.endpoints.token_endpoint,
            scope=self._scope,
            redirect_uri=self._redirect.uri,
            code_challenge_method="S256",
        )
        for hook in ("access_token_response", "refresh_token_response"):
            session.register_compliance_hook(hook, self._check_token_response)
        return session

    def _check_token_response(self, response: requests.Response) -> requests.Response:
        """A hook of Authlib's, which by itself drops the hint in OpenEMR's errors."""
        refuse_error(response, Place.TOKEN_BY_SECRET)
        require_bearer_token(response)
        token = as_object(response)
        names = ("access_token", "refresh_token", "id_token")
        self._context.report.redaction.add(*(token.get(name) for name in names))
        return response

    def _sign_in(self, session: Any) -> None:
        """Send a person to OpenEMR's sign-in and exchange the code for tokens."""
        context, endpoints = self._context, self._context.endpoints
        verifier = generate_token(_VERIFIER_LENGTH)
        context.report.redaction.add(verifier)
        url, state = session.create_authorization_url(
            endpoints.authorization_endpoint, code_verifier=verifier, aud=endpoints.fhir
        )
        with self.flow.check("authorize", "Authorization request"):
            self._require_login_page(url)
        with self.flow.check("sign-in", "Sign-in and consent"):
            context.prompt(
                "Open this address in a browser, sign in and authorize:\n\n"
                f"{url}\n\n{self._redirect.hint}"
            )
            back = urldefrag(self._redirect.wait(context.options.timeout)).url
            query = _query(back)
            context.report.redaction.add(query.get("code"))
            if "error" in query:
                raise oauth_failure(query, Place.AUTHORIZATION)
        with self.flow.check("token", "Token for the code") as step:
            try:
                token = session.fetch_token(
                    endpoints.token_endpoint,
                    authorization_response=back,
                    state=state,
                    code_verifier=verifier,
                    allow_redirects=False,
                )
            except MismatchingStateException:
                raise Kind.STATE_MISMATCH.error(
                    "The state in the response is not the one this run sent; its code was not "
                    "used.",
                ) from None
            except MissingCodeException:
                raise Kind.UNEXPECTED_ANSWER.error(
                    "The response after the sign-in holds no code."
                ) from None
            self._require_scopes(token)
            step.update(f"valid for {token.get('expires_in', '?')} s")

    def _require_login_page(self, url: str) -> None:
        """Request it as the browser will, so that a refusal is reported here and not on a page."""
        response = self._context.http.get(url)
        if response.is_redirect:
            to = urljoin(url, response.headers["Location"])
            if to.startswith(self._redirect.uri):
                raise oauth_failure(_query(to), Place.AUTHORIZATION)
            return
        if as_object(response) or not response.ok:
            refuse_error(response, Place.AUTHORIZATION)
        if "html" not in response.headers.get("Content-Type", ""):
            raise Kind.UNEXPECTED_ANSWER.error(
                f"The authorization request leads to no page: HTTP {response.status_code}.",
            )

    def _require_scopes(self, token: dict[str, Any]) -> None:
        """A person may untick some. Releases may use another notation behind the dot."""
        granted = {scope.partition(".")[0] for scope in str(token.get("scope", "")).split()}
        missing = [
            scope
            for scope in self._scope.split()
            if "/" in scope and scope.partition(".")[0] not in granted
        ]
        if "scope" in token and missing:
            raise Kind.CONSENT_DENIED.error(f"Consent was given without {', '.join(missing)}.")

    def _verify_id_token(self, session: Any) -> None:
        endpoints, token = self._context.endpoints, session.token.get("id_token")
        if not token or not endpoints.jwks_uri:
            self.flow.skip("id-token", "no ID token, or no keys to verify it")
            return
        with self.flow.check("id-token", "ID token is OpenEMR's, for this client"):
            keys = as_object(self._context.http.get(endpoints.jwks_uri)).get("keys") or []
            required = jwt.JWTClaimsRegistry(
                leeway=_LEEWAY_SECONDS,
                iss={"essential": True},
                aud={"essential": True, "value": session.client_id},
                sub={"essential": True},
                exp={"essential": True},
            )
            try:
                claims = _decode(token, keys)
                required.validate(claims)
            except (JoseError, ValueError) as error:
                reason = getattr(error, "description", "") or str(error)
                raise Kind.ID_TOKEN_INVALID.error(
                    f"The ID token cannot be verified: {reason}."
                ) from error
            if str(claims["iss"]).rstrip("/") != endpoints.issuer.rstrip("/"):
                raise Kind.WRONG_SITE_ADDRESS.error(
                    f"The ID token's issuer is {claims['iss']}, but discovery says "
                    f"{endpoints.issuer}.",
                )

    def _introspect(self, session: Any) -> None:
        endpoint = self._context.endpoints.introspection_endpoint
        if not endpoint:
            self.flow.skip("introspect", "not supported")
            return
        with self.flow.check("introspect", "Introspection reports the token as active"):
            response = session.introspect_token(
                endpoint,
                token=session.token["access_token"],
                token_type_hint="access_token",  # noqa: S106
                allow_redirects=False,
            )
            if as_object(response).get("active") is not True:
                raise Kind.UNEXPECTED_ANSWER.error(
                    "Introspection does not report the new token as active: HTTP "
                    f"{response.status_code}{quoted(response)}.",
                )

    def _refresh(self, session: Any) -> None:
        before = session.token
        if not before.get("refresh_token"):
            self.flow.skip("refresh", "no refresh token, for offline_access was not granted")
            return
        endpoints = self._context.endpoints
        with self.flow.check("refresh", "Refresh, and the new token works"):
            token = session.refresh_token(endpoints.token_endpoint, allow_redirects=False)
            # Not every release returns it again, and the sign-out needs one.
            token.setdefault("id_token", before.get("id_token"))
            search_patients(session, endpoints.fhir)

    def _sign_out(self, session: Any) -> None:
        """End the session and check whether its tokens still work; never fails the flow.

        By POST, which OpenID Connect requires beside GET: in a GET the ID token would be in the
        load balancer's log. 7.0.3 accepts it; 8.0.0 and 8.2 read the query only
        (AuthorizationController, userSessionLogout; seen on 2026-11-29), so the session stays, and
        the report says so.
        """
        try:
            done = self._ends_session(session)
        except CheckFailedError:
            done = False
        if done:
            self.flow.checks.append(Check(_SIGN_OUT, PASSED, "its tokens no longer work"))
            return
        self.flow.skip(
            _SIGN_OUT, "OpenEMR still accepts the tokens: this release signs out by GET only"
        )
        how = f"it ends after three months, or with the client: {HOW_TO_REMOVE_A_CLIENT}"
        remnant = Remnant("sign-in of", f"client {session.client_id}", how)
        self._context.report.remnants.append(remnant)

    def _ends_session(self, session: Any) -> bool:
        http, endpoints = self._context.http, self._context.endpoints
        id_token = session.token.get("id_token")
        if not id_token or not endpoints.end_session_endpoint:
            return False
        http.post(endpoints.end_session_endpoint, data={"id_token_hint": id_token})
        with http.session() as plain:
            authorization = {"Authorization": f"Bearer {session.token['access_token']}"}
            url = f"{endpoints.fhir}/Patient?_count=1"
            after = plain.get(url, headers=authorization, allow_redirects=False)
        return after.status_code in (400, 401, 403)


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _decode(token: str, keys: list[dict[str, Any]]) -> dict[str, Any]:
    """The verified claims. OpenEMR's header may name no key; then each is tried."""
    error: Exception = ValueError("there is no key for it")
    for key in keys:
        try:
            return jwt.decode(token, KeySet.import_key_set({"keys": [key]}), ["RS256"]).claims
        except (JoseError, ValueError, TypeError, KeyError) as failed:  # noqa: PERF203
            error = failed
    raise ValueError(str(error)) from error
