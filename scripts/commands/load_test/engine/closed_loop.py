"""Users who wait for each answer, and think, before they ask again."""

from typing import Any

import gevent  # type: ignore[import-untyped]
from locust import User, task
from locust.env import Environment

from scripts.commands.load_test.engine.staff import Staff
from scripts.commands.load_test.engine.visitor import Visitor
from scripts.commands.load_test.plan import LoadPlan


class ClosedLoop:
    """Locust's own users and runner; the rate is what the answers allow."""

    not_begun = 0

    def __init__(
        self, plan: LoadPlan, staff: Staff, first: Visitor, environment: Environment
    ) -> None:
        self._plan = plan
        self._asking: set[Visitor] = set()
        waiting = [first]
        asking = self._asking

        class Member(User):
            """One of the staff."""

            def on_start(self) -> None:
                self.visitor = waiting.pop() if waiting else staff.hire()

            @task
            def work(self) -> None:
                """One step and the pause after it."""
                step = self.visitor.next_step()
                asking.add(self.visitor)
                self.visitor.do(step)
                asking.discard(self.visitor)
                pause = self.visitor.think_after(step)
                self.wait_time: Any = lambda: pause

        environment.user_classes = [Member]
        environment.stop_timeout = plan.timeout
        self._runner = environment.create_local_runner()

    def run(self, start: float) -> None:
        """Let the users come during the ramp, work, and finish what they asked."""
        del start
        plan = self._plan
        self._runner.start(plan.users, spawn_rate=plan.users / max(plan.ramp, 1e-3))
        gevent.sleep(plan.seconds)
        self._runner.stop()

    def unfinished(self) -> int:
        """Requests without an answer."""
        waiting = len(self._asking)
        self._runner.quit()
        return waiting
