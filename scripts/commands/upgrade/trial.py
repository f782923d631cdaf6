"""Tries a running OpenEMR: what its tasks say of the data, its sign-in page, its API's metadata."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from scripts.aws.account import aws_errors
from scripts.commands.upgrade.tasks_log import TasksLog
from scripts.deployment.outputs import Deployed
from scripts.deployment.responder import Responder, responder
from stacks.releases import RELEASES

# interface/login/login.php of openemr 7.0.2 to 8.2: the name of its field for the user.
_FIELD = "authUser"
_SIGN_IN = "/interface/login/login.php?site=default"
_METADATA = "/apis/default/fhir/metadata"
_TIMEOUT_SECONDS = 60
# CloudWatch Logs shows a line some time after it was written.
_LOG_WITHIN_SECONDS = 60
_POLL_SECONDS = 5.0
_RUNNING = "RUNNING"


@dataclass
class Trial:
    """A trial of `version`; `facts` is filled in by `problems`.

    has_apis: whether the firewall lets the APIs through.
    """

    deployed: Deployed
    log: TasksLog
    version: str
    has_apis: bool
    facts: dict[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    def problems(self) -> Iterator[str]:
        """What does not work. Raises AwsError, NotDeployedError."""
        yield from self._data()
        yield from self._page("sign_in_page", _SIGN_IN, self._is_sign_in)
        if self.has_apis:
            yield from self._page("api_metadata", _METADATA, self._is_metadata)

    def _data(self) -> Iterator[str]:
        wanted, tasks = RELEASES[self.version].docker_version, self._running()
        if not tasks:
            yield "no task runs"
        deadline, ready = self.clock() + _LOG_WITHIN_SECONDS, self.log.ready()
        while tasks - ready.keys() and self.clock() < deadline:
            self.pause(_POLL_SECONDS)
            ready = self.log.ready()
        for each in sorted(tasks & ready.keys()):
            if ready[each] != wanted:
                yield f"task {each}: its data have docker-version {ready[each]}, not {wanted}"
        unknown = tasks - ready.keys()
        self.facts["docker_version"] = "not told by every task" if unknown else str(wanted)
        if tasks and unknown == tasks:
            yield f"no task logged that its data have docker-version {wanted}"

    def _running(self) -> set[str]:
        ecs, cluster = self.deployed.account.client("ecs"), self.deployed.output("cluster_name")
        with aws_errors("list the running tasks (ecs:ListTasks)"):
            arns = ecs.list_tasks(
                cluster=cluster,
                serviceName=self.deployed.output("service_name"),
                desiredStatus=_RUNNING,
            )["taskArns"]
        return {str(each).rpartition("/")[2] for each in arns}

    def _page(
        self, name: str, path: str, is_right: Callable[[requests.Response], bool]
    ) -> Iterator[str]:
        """Whoever may not open it from here has no verdict: the load balancer's checks have one."""
        url = self.deployed.output("application_url").rstrip("/") + path
        try:
            answer = requests.get(url, timeout=_TIMEOUT_SECONDS)
        except requests.RequestException as problem:
            self.facts[name] = f"not reached from here ({type(problem).__name__})"
            return
        by = responder(answer.status_code, answer.headers, answer.text)
        if by is Responder.WAF:
            self.facts[name] = "this address is not admitted"
            return
        self.facts[name] = str(answer.status_code)
        if by is not Responder.OPENEMR or not is_right(answer):
            self.facts[name] = f"wrong ({answer.status_code} by {by.value})"
            yield f"{url}: answered {answer.status_code} by {by.value}, and not as OpenEMR should"

    @staticmethod
    def _is_sign_in(answer: requests.Response) -> bool:
        return answer.status_code == requests.codes.ok and _FIELD in answer.text

    @staticmethod
    def _is_metadata(answer: requests.Response) -> bool:
        try:
            found: Mapping[str, Any] = answer.json()
            return bool(found["resourceType"] == "CapabilityStatement")
        except (ValueError, KeyError, TypeError):
            return False
