"""The stand-in answers as the real program was recorded to (recorded/*.json)."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.load_test.answers import Answer, judge
from tests.contract.load_test.double import pages
from tests.contract.load_test.double.server import PASSWORD

HERE = "https://emr.example.org"
RECORDED: dict[str, Any] = {
    file.stem.removeprefix("openemr-"): json.loads(file.read_text())
    for file in Path(__file__).with_name("recorded").glob("*.json")
}


def answers(release: str) -> dict[str, Any]:
    """By their names."""
    return {each["name"]: each for each in RECORDED[release]["answers"]}


NEW, OLD = "8.2.0-dev", "7.0.3"
LOST = [name for name in answers(NEW) if "lost session" in name]
# Of the earlier release the stand-in plays what differs for a load test.
CASES = [(NEW, name) for name in answers(NEW)] + [(OLD, name) for name in LOST]
# What load-test makes of each recorded answer; the others are OK.
MEANINGS = {
    "root": Answer.SIGNED_OUT,
    "wrong password": Answer.SIGNED_OUT,
    "chart of nobody": Answer.SERVER_ERROR,
    "main page with a wrong token": Answer.SIGNED_OUT,
    "no such page": Answer.REFUSED,
    **dict.fromkeys(LOST, Answer.SIGNED_OUT),
}


def request(recorded: dict[str, Any], stand_in: pages.Pages) -> pages.Request:
    """The recorded request, with a session of the stand-in where somebody was signed in."""
    form = f"clearPass={'wrong' if recorded['name'] == 'wrong password' else PASSWORD}"
    token = next(iter(stand_in.sessions.values()), "")
    target = recorded["path"].replace("{token}", token)
    target = target.replace("{patient}", str(stand_in.patients[0]))
    cookie = ""
    if recorded["state"] == "signed in":
        cookie = f"App=OpenEMR; OpenEMR={next(iter(stand_in.sessions))}"
    elif recorded["state"] == "lost session":
        cookie = "OpenEMR=0123456789abcdef0123456789abcdef"
    return pages.Request(0.0, recorded["method"], target, cookie, "test", form)


def shape(cookie: str) -> str:
    """`App=OpenEMR`, `OpenEMR=deleted` or `OpenEMR={session}`."""
    name, _, value = cookie.partition(";")[0].partition("=")
    return f"{name}={value if value in ('deleted', 'OpenEMR') else '{session}'}"


@pytest.mark.parametrize(("release", "name"), CASES)
def test_the_stand_in_answers_as_the_program_did(release: str, name: str) -> None:
    recorded, stand_in = answers(release)[name], pages.Pages(PASSWORD, before_8_2=release == OLD)
    stand_in.answer(pages.Request(0.0, "POST", pages.SIGN_IN, "", "", f"clearPass={PASSWORD}"))
    token = next(iter(stand_in.sessions.values()))
    answer = stand_in.answer(request(recorded, stand_in))
    headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
    assert answer.status == recorded["status"]
    assert [shape(each) for each in answer.cookies] == recorded["cookies"]
    kind = headers["Content-Type"].lower()
    assert kind == recorded["headers"]["content-type"].lower()
    newest = list(stand_in.sessions.values())[-1] if stand_in.sessions else token
    location = headers.get("Location", "").replace(newest, "{token}")
    assert location == recorded["headers"].get("location", "")
    body = recorded["body"]
    assert answer.body == body.get("exact", answer.body)
    assert [each for each in body.get("contains", []) if each not in answer.body] == []


@pytest.mark.parametrize(
    ("release", "name"), [(release, name) for release in RECORDED for name in answers(release)]
)
def test_each_recorded_answer_is_understood(release: str, name: str) -> None:
    recorded = answers(release)[name]
    cookies = [each.replace("{session}", "6f3a5c") for each in recorded["cookies"]]
    headers = {**recorded["headers"], "set-cookie": ", ".join(cookies)}
    body = recorded["body"]
    text = body.get("exact", " ".join(body.get("contains", [])))
    redirects = name == "sign-in"
    expected = MEANINGS.get(name, Answer.OK)
    assert judge(recorded["status"], headers, text, HERE, redirects=redirects) is expected


def test_the_recordings_say_what_was_recorded() -> None:
    programs = {release: each["program"].split(" (")[0] for release, each in RECORDED.items()}
    assert programs == {release: f"OpenEMR {release}" for release in (NEW, OLD)}
    assert len(LOST) == 4
