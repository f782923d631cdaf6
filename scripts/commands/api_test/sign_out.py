"""Ending what a person's sign-in began, so that no token stays valid."""

from typing import Any

from scripts.commands.api_test.failures import CheckFailedError
from scripts.commands.api_test.report import PASSED, Check, Flow, Remnant
from scripts.commands.api_test.trial import HOW_TO_REMOVE_A_CLIENT, Trial

_NAME = "sign-out"


def sign_out(trial: Trial, flow: Flow, session: Any) -> None:
    """Ask OpenEMR to forget the sign-in and try whether it did; never fails the flow.

    By POST, which OpenID Connect wants beside GET: in a GET the ID token would stand in the load
    balancer's log. 7.0.3 takes it so; 8.0.0 and 8.2 read the query only (AuthorizationController,
    userSessionLogout; seen on 2026-11-29), so the sign-in stays, and the report says so.
    """
    try:
        done = _is_done(trial, session)
    except CheckFailedError:
        done = False
    if done:
        flow.checks.append(Check(_NAME, PASSED, "its tokens no longer work"))
        return
    flow.pass_over(_NAME, "OpenEMR still accepts the tokens: this release signs out by GET only")
    how = f"it ends after three months, or when the client ends: {HOW_TO_REMOVE_A_CLIENT}"
    trial.report.remnants.append(Remnant("sign-in of", f"client {session.client_id}", how))


def _is_done(trial: Trial, session: Any) -> bool:
    id_token, endpoint = session.token.get("id_token"), trial.endpoints.end_session
    if not id_token or not endpoint:
        return False
    with trial.http.plain() as plain:
        plain.post(endpoint, data={"id_token_hint": id_token}, allow_redirects=False)
        authorization = {"Authorization": f"Bearer {session.token['access_token']}"}
        address = f"{trial.endpoints.fhir}/Patient?_count=1"
        after = plain.get(address, headers=authorization, allow_redirects=False)
    return after.status_code in (400, 401, 403)
