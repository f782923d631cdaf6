"""The visitors of a run, and the first sign-in, which decides whether there is a run at all."""

import collections
import itertools

from gevent.pool import Pool  # type: ignore[import-untyped]
from locust.env import Environment

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.engine.exchange import Reply
from scripts.commands.load_test.engine.outlet import Outlet
from scripts.commands.load_test.engine.trust import trust_of
from scripts.commands.load_test.engine.visitor import Visitor
from scripts.commands.load_test.mix import mix_of
from scripts.commands.load_test.plan import LoadPlan

# Steps between two visitors, so that not all look at the calendar at the same time. It shares no
# divisor with the length of a session, so that they begin at all of its steps.
_APART = 7
# Sign-ins at the same time before an open loop begins: a few, so that this is no load by itself.
_SIDE_BY_SIDE = 4


class SignInRefusedError(RuntimeError):
    """Nobody can sign in, so nothing was measured."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.answer.value)
        self.reply = reply


class Staff:
    """Visitors, and whose turn it is: the one who has waited longest."""

    def __init__(self, plan: LoadPlan, environment: Environment) -> None:
        self._plan = plan
        self._mix = mix_of(plan.mix, apis_active=plan.apis_active)
        self._environment = environment
        self._trust = trust_of(plan)
        self._numbers = itertools.count()
        self._all: list[Visitor] = []
        self._idle: collections.deque[Visitor] = collections.deque()

    def hire(self) -> Visitor:
        """A new visitor, who is not signed in."""
        return Visitor(next(self._numbers), self._plan, self._mix, self._environment, self._trust)

    def try_sign_in(self) -> Visitor:
        """The first visitor, signed in where the mix does. Raises SignInRefusedError.

        One attempt only: OpenEMR locks users out after too many wrong passwords.
        """
        visitor = self.hire()
        if self._mix.signs_in:
            reply = _sign_in(visitor)
            if reply.answer is not Answer.OK:
                raise SignInRefusedError(reply)
        return visitor

    def prepare(self, first: Visitor, outlet: Outlet) -> None:
        """Sign the visitors of an open loop in before it begins."""
        self._all = [first, *(self.hire() for _ in range(self._plan.sessions - 1))]
        for number, visitor in enumerate(self._all):
            visitor.skip(number * _APART)
        self._idle.extend(self._all)
        if self._mix.signs_in:
            for done, _ in enumerate(
                Pool(_SIDE_BY_SIDE).imap_unordered(_sign_in, self._all[1:]), start=2
            ):
                outlet.tell(signed_in=done)

    def take(self) -> Visitor:
        """Whose turn it is; if all wait for answers, one of them opens another tab."""
        if not self._idle:
            self._idle.extend(self._all)
        return self._idle.popleft()

    def give_back(self, visitor: Visitor) -> None:
        """An answer came."""
        self._idle.append(visitor)


def _sign_in(visitor: Visitor) -> Reply:
    while True:
        step = visitor.next_step()
        reply = visitor.do(step)
        if step.signs_in or reply.answer is not Answer.OK:
            return reply
