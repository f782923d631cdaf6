"""The pages of OpenEMR that the mixes ask for, with the sessions behind them."""

import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

MAIN = "/interface/main/tabs/main.php"
SIGN_IN = "/interface/main/main_screen.php"
SIGN_IN_PAGE = "/interface/login/login.php"
CALENDAR = "/interface/main/calendar/index.php"
FINDER = "/interface/main/finder/dynamic_finder.php"
SEARCH = "/interface/main/finder/dynamic_finder_ajax.php"
CHART = "/interface/patient_file/summary/demographics.php"
METADATA = "/apis/default/fhir/metadata"
# As OpenEMR answers whoever is not signed in.
_SENT_AWAY = "<script>w.top.location.href = '/interface/login_screen.php?error=1&site=';</script>"


@dataclass(frozen=True)
class Request:
    """moment: when it arrived, by time.monotonic."""

    moment: float
    method: str
    target: str
    cookie: str
    agent: str
    body: str

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: each[0] for name, each in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: each[0] for name, each in parse_qs(self.body).items()}


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: str = "<html><body>OpenEMR</body></html>"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Pages:
    """password: of anybody who signs in. patients: whom a search finds."""

    password: str
    patients: tuple[int, ...] = (3, 5, 8)
    second_factor: bool = False
    checks_tokens: bool = True
    sessions: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        if request.path == SIGN_IN_PAGE:
            return Answer(headers={"Set-Cookie": f"OpenEMR={secrets.token_hex(8)}; path=/"})
        if request.path == METADATA:
            return Answer(body='{"resourceType": "CapabilityStatement"}')
        if request.path == SIGN_IN:
            return self._sign_in(request)
        token = self.sessions.get(_session(request))
        if token is None:
            return Answer(body=_SENT_AWAY)
        return self._page(request, token)

    def _sign_in(self, request: Request) -> Answer:
        if request.form.get("clearPass") != self.password:
            return Answer(body=_SENT_AWAY)
        if self.second_factor:
            return Answer(body="<html>TOTP Verification</html>")
        session, token = secrets.token_hex(8), secrets.token_hex(8)
        self.sessions[session] = token
        return Answer(
            302,
            "",
            {
                "Location": f"{MAIN}?token_main={token}",
                "Set-Cookie": f"OpenEMR={session}; path=/",
            },
        )

    def _page(self, request: Request, token: str) -> Answer:
        query = request.query
        if request.path == FINDER:
            given = f'?csrf_token_form=" + "{token}' if self.checks_tokens else ""
            return Answer(
                body=f'<script>let serverUrl = "dynamic_finder_ajax.php{given}";</script>'
            )
        if request.path == SEARCH:
            if self.checks_tokens and query.get("csrf_token_form") != token:
                return Answer(403, "OpenEMR: authentication error")
            rows = ",".join(f'{{"DT_RowId":"pid_{patient}"}}' for patient in self.patients)
            return Answer(body=f'{{"sEcho":1,"aaData":[{rows}]}}')
        if request.path == CHART and int(query.get("set_pid", "0")) not in self.patients:
            return Answer(404, "OpenEMR: no such patient")
        if request.path == MAIN and query.get("token_main") != token:
            return Answer(403, "OpenEMR: wrong token")
        return Answer()


def _session(request: Request) -> str:
    """The newest of the session cookies."""
    found = [part.partition("=")[2] for part in request.cookie.split("; ") if "OpenEMR=" in part]
    return found[-1] if found else ""
