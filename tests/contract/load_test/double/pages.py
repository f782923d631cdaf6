"""The pages of OpenEMR that the mixes ask for, with the sessions behind them.

As 8.2.0-dev answered on 2026-11-29: status, headers, cookies and shape of its answers are in
`recorded/`, and test_recorded.py holds the stand-in to them. What earlier releases do otherwise
was read in their sources.
"""

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
_SESSION_COOKIE = "OpenEMR={}; Max-Age=28000; path=/; SameSite=Strict"
_ENDED = "OpenEMR=deleted; Max-Age=0; path=/; SameSite=Strict"
_API_SESSION = "apiOpenEMR={}; Max-Age=28000; path=/apis; SameSite=Strict"
_JSON = {"Content-Type": "application/json"}
# What the web server itself says has another character set.
_NOT_FOUND = {"Content-Type": "text/html; charset=iso-8859-1"}
# interface/globals.php of 7.0.2 to 8.0.x, line 159 of 7.0.3.
_BROKEN = "An error has occurred."
BARE_SENTENCE = "Site ID is missing from session data!"


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
    cookies: tuple[str, ...] = ()


def sent_away(site: str = "default") -> str:
    """The script of library/auth.inc.php: a wrong password, a time-out, a wrong token."""
    return (
        f"<script>w.top.location.href = '/interface/login_screen.php?error=1&site={site}';</script>"
    )


@dataclass
class Pages:
    """password: of anybody who signs in. patients: whom a search finds.

    before_8_2: a lost session is answered by a bare sentence with status 200.
    checks_tokens: the finder hands out a token and the search wants it back, as before 7.0.3.
    """

    password: str
    patients: tuple[int, ...] = (3, 5, 8)
    second_factor: bool = False
    before_8_2: bool = False
    checks_tokens: bool = False
    sessions: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        if request.path == SIGN_IN:
            return self._sign_in(request)
        if request.path not in (MAIN, CALENDAR, FINDER, SEARCH, CHART):
            return _public(request.path)
        token = self.sessions.get(_session(request))
        return self._no_session() if token is None else self._page(request, token)

    def _no_session(self) -> Answer:
        if self.before_8_2:
            return Answer(body=BARE_SENTENCE, cookies=(_new_session(),))
        return Answer(400, "", cookies=(_new_session(),))

    def _sign_in(self, request: Request) -> Answer:
        if request.form.get("clearPass") != self.password:
            return Answer(body=sent_away(site=""))
        if self.second_factor:
            return Answer(body="<html>TOTP Verification</html>")
        session, token = secrets.token_hex(16), secrets.token_hex(20)
        self.sessions[session] = token
        location = {"Location": f"{MAIN}?token_main={token}"}
        return Answer(302, "", location, (_ENDED, _SESSION_COOKIE.format(session)))

    def _page(self, request: Request, token: str) -> Answer:
        query = request.query
        kept = (_SESSION_COOKIE.format(_session(request)),) * 2
        if request.path == CALENDAR:
            return Answer(body="<html><body>PostCalendar</body></html>", cookies=kept)
        if request.path == CHART:
            is_known = query.get("set_pid", "") in {str(patient) for patient in self.patients}
            return Answer(cookies=kept) if is_known else Answer(500, _BROKEN, cookies=kept)
        if request.path == SEARCH:
            return self._search(query, token)
        if request.path == FINDER:
            given = f'?csrf_token_form=" + "{token}' if self.checks_tokens else ""
            return Answer(
                body=f'<script>let serverUrl = "dynamic_finder_ajax.php{given}";</script>'
            )
        if query.get("token_main") != token:
            del self.sessions[_session(request)]
            return Answer(body=sent_away(), cookies=(_ENDED, _new_session()))
        return Answer()

    def _search(self, query: dict[str, str], token: str) -> Answer:
        if self.checks_tokens and query.get("csrf_token_form") != token:
            return Answer(body="Authentication Error")
        rows = ",".join(f'{{"DT_RowId":"pid_{patient}"}}' for patient in self.patients)
        total = f'"iTotalRecords":"{len(self.patients)}"'
        return Answer(body=f'{{"sEcho":1,{total},"aaData":[{rows}]}}')


def _public(path: str) -> Answer:
    """Pages that need no session."""
    if path == "/":
        return Answer(302, "", {"Location": "interface/login/login.php?site=default"})
    if path == SIGN_IN_PAGE:
        form = "<input name='authUser'><input name='clearPass'>"
        cookies = ("App=OpenEMR; path=/", _new_session())
        return Answer(body=f"<html><body>OpenEMR{form}</body></html>", cookies=cookies)
    if path == METADATA:
        cookie = _API_SESSION.format(secrets.token_hex(16))
        return Answer(200, '{"resourceType":"CapabilityStatement"}', _JSON, (cookie,))
    return Answer(404, "<title>404 Not Found</title>", _NOT_FOUND)


def _new_session() -> str:
    return _SESSION_COOKIE.format(secrets.token_hex(16))


def _session(request: Request) -> str:
    """The newest of the session cookies."""
    cookies = [part.partition("=") for part in request.cookie.split("; ")]
    found = [value for name, _, value in cookies if name == "OpenEMR"]
    return found[-1] if found else ""
