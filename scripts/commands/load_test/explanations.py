"""What answers other than OpenEMR's good ones mean, and what to do."""

from collections.abc import Iterator

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.mix import mix_of
from scripts.commands.load_test.samples import Recording
from scripts.commands.load_test.target import FirewallLimits

_PLAIN = {
    Answer.THROTTLED: "Something before OpenEMR answered 429. Neither OpenEMR nor the firewall of "
    "this project does; look for a proxy in between.",
    Answer.NO_TASK: "The load balancer itself answered 502, 503 or 504: it had no healthy task, or "
    "a task broke off. See `openemr logs` and the service's events; autoscaling needs minutes.",
    Answer.SERVER_ERROR: "OpenEMR itself answered 5xx. See `openemr logs`.",
    Answer.REFUSED: "OpenEMR itself answered 4xx, and not for want of a session: the user may lack "
    "rights, or the page is not in this release.",
    Answer.SIGNED_OUT: "OpenEMR did not know the session: a wrong user or password at the "
    "sign-in; later a session that got lost or timed out. See the cache's evictions and "
    "connections, and `openemr logs` for warnings about sessions.",
    Answer.UNEXPECTED: "A page or a redirect came that is not the one asked for. After a sign-in: "
    "a second factor or an expired password; use a user without. A redirect never counts as "
    "served: it costs OpenEMR nothing.",
    Answer.ELSEWHERE: "A redirect leads to another scheme, host or port. It was not followed: load "
    "goes to the deployment only.",
    Answer.TIMED_OUT: "No whole answer came within --timeout. If none came at all: the load "
    "balancer's security group drops what comes from networks that the settings do not name.",
    Answer.TLS: "The certificate was not accepted, or TLS failed. --ca names another authority.",
    Answer.NO_NAME: "The host's name does not resolve.",
    Answer.CONNECTION_REFUSED: "Nothing listens at that port.",
    Answer.CONNECTION_LOST: "The connection broke before the whole answer came.",
}


def explanations(
    recording: Recording, limits: FirewallLimits | None
) -> Iterator[tuple[Answer, str]]:
    """Each kind of answer that came and was not good, with its meaning."""
    for answer in Answer:
        if any(sample.answer is answer for sample in recording.samples):
            if answer is Answer.BLOCKED:
                yield answer, blocked(recording, limits)
            elif answer is not Answer.OK:
                yield answer, explain(recording, answer)


def explain(recording: Recording, answer: Answer) -> str:
    """The meaning of one kind of answer, with the system's own words."""
    words = recording.details.get(answer)
    meaning = _PLAIN.get(answer) or blocked(recording, None)
    return f"{meaning} First: {words}." if words else meaning


def blocked(recording: Recording, limits: FirewallLimits | None) -> str:
    """Which rule of the firewall it was, as far as the answers tell."""
    kinds = {each.kind for each in recording.samples if each.answer is Answer.BLOCKED}
    passed = {each.kind for each in recording.samples if not each.answer.is_limit}
    mix = mix_of(recording.plan.mix, apis_active=True)
    sign_ins = {step.name for step in mix.session if step.signs_in}
    always = kinds - passed
    text = "AWS WAF answered, not OpenEMR; these are no errors of OpenEMR. "
    if not passed:
        text += (
            "Not one request was let through: this address was over its limit before, or it is on "
            "AWS's list of addresses of ill repute. "
        )
    if kinds and kinds <= sign_ins:
        text += _rate_rule("sign_ins_per_five_minutes", limits.sign_ins if limits else None)
    elif always and passed:
        text += (
            f"Every request of the kind {', '.join(sorted(always))} was blocked, others were not: "
            "a rule against what it holds (see the sampled requests of the web ACL), or, if it "
            "began later, a rate limit. "
        )
    else:
        text += _rate_rule("requests_per_five_minutes", limits.requests if limits else None)
    return text


def _rate_rule(setting: str, limit: int | None) -> str:
    value = f" ({limit} here)" if limit else ""
    return (
        f"The setting firewall.{setting}{value} limits each client address, and a load test comes "
        "from one address, unlike a clinic's patients and staff. Lower the rate, or raise the "
        "setting for the time of the test."
    )
