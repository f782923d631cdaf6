"""What constructs and references are while they live in Python alone."""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imports.kernel.expressions import Reference
from imports.kernel.not_known import NotKnownError

if TYPE_CHECKING:
    from imports.kernel.journal import Tree

_WHOLE_NUMBER = re.compile("0|[1-9][0-9]{0,8}")
_numbers = itertools.count(1)


def in_javascript_order(keys: Iterable[str]) -> list[str]:
    """Keys as a JavaScript object lists them: whole numbers first, by size, then as they came."""
    return sorted(keys, key=lambda key: int(key) if _WHOLE_NUMBER.fullmatch(key) else math.inf)


class Handle:
    """Stands in an object's `__jsii_ref__` until the ordinary kernel gives it another.

    `ref` and `interfaces` are what jsii expects there.
    """

    __slots__ = ("ref", "tree")
    interfaces = None

    def __init__(self, tree: "Tree") -> None:
        self.ref = f"python@{next(_numbers)}"
        self.tree = tree


class ConstructHandle(Handle):
    """A node of the construct tree; `host` is the object that Python code holds."""

    __slots__ = ("annotations", "children", "host", "id", "path", "scope", "stack", "view")

    def __init__(
        self, host: Any, scope: "ConstructHandle | None", id_: str, tree: "Tree | None" = None
    ) -> None:
        owner = scope.tree if scope else tree
        if owner is None:
            raise NotKnownError("a construct without an app")
        super().__init__(owner)
        self.host = host
        self.scope = scope
        self.id = id_
        self.path: str = f"{scope.path}/{id_}" if scope and scope.path else id_
        self.stack: StackHandle | None = scope.stack if scope else None
        self.children: dict[str, ConstructHandle] = {}
        self.annotations: list[tuple[str, str]] = []
        self.view: Any = None
        if scope:
            scope.adopt(self)

    def adopt(self, child: "ConstructHandle") -> None:
        """Add a child; ids that CDKTF refuses or changes are left to it."""
        if not child.id or "/" in child.id or "\n" in child.id or "TfToken[" in child.id:
            raise NotKnownError(f"the construct id {child.id!r}")
        if child.id in self.children:
            raise NotKnownError(f"two constructs {child.path}")
        self.children[child.id] = child

    def everything(self) -> Iterator["ConstructHandle"]:
        """The construct itself and all below it, parents first."""
        yield self
        for child in self.ordered_children():
            yield from child.everything()

    def ordered_children(self) -> Iterable["ConstructHandle"]:
        """Its children as CDKTF lists them."""
        if any(map(str.isdecimal, self.children)):
            return [self.children[id_] for id_ in in_javascript_order(self.children)]
        return self.children.values()


class AppHandle(ConstructHandle):
    """The root of a tree. `folder` is None for an app of CDKTF's `Testing`, which may need none."""

    __slots__ = ("folder", "traces", "version")

    def __init__(
        self, host: Any, tree: "Tree", *, folder: Path | None, version: str, traces: bool
    ) -> None:
        super().__init__(host, None, "", tree)
        tree.app = self
        self.folder = folder
        self.version = version
        self.traces = traces


class StackHandle(ConstructHandle):
    """A stack; `allocate` is its own method that names elements."""

    __slots__ = ("allocate", "overrides")

    def __init__(
        self, host: Any, scope: ConstructHandle, id_: str, allocate: Callable[[Any], str]
    ) -> None:
        if scope.stack:
            raise NotKnownError("a stack within a stack")
        super().__init__(host, scope, id_)
        self.stack = self
        self.allocate = allocate
        self.overrides: dict[str, Any] = {}


class ElementHandle(ConstructHandle):
    """A resource, data source, provider, output or backend.

    kind: `resource`, `data`, `provider`, `output` or `backend`; type: Terraform's, like `aws_vpc`.
    arguments: by Terraform's names, placeholders unresolved; meta: what CDKTF itself interprets.
    """

    __slots__ = ("_name", "arguments", "fixed_name", "kind", "meta", "overrides", "type")

    def __init__(
        self,
        host: Any,
        scope: ConstructHandle,
        id_: str,
        kind: str,
        type_: str,
    ) -> None:
        super().__init__(host, scope, id_)
        if self.stack is None:
            raise NotKnownError("an element without a stack")
        self.kind = kind
        self.type = type_
        self.arguments: dict[str, Any] = {}
        self.meta: dict[str, Any] = {}
        self.overrides: dict[str, Any] = {}
        self.fixed_name: str | None = None
        self._name: str | None = None

    @property
    def owner(self) -> StackHandle:
        """The stack it belongs to."""
        if self.stack is None:
            raise NotKnownError("an element without a stack")
        return self.stack

    @property
    def name(self) -> str:
        """The second part of the Terraform address, settled when it is first asked for."""
        if self._name is None:
            self._name = self.fixed_name or self.owner.allocate(self.host)
        return self._name

    def rename(self, name: str) -> None:
        """Give it a name of its own; once it was asked for its name, CDKTF has more to say."""
        if self._name is not None:
            raise NotKnownError("a new name for an element that is referred to")
        self.fixed_name = name

    @property
    def address(self) -> str:
        """Terraform's address, by which others refer to it."""
        prefix = "data." if self.kind == "data" else ""
        return f"{prefix}{self.type}.{self.name}"

    def reference(self, attribute: str = "") -> Reference:
        """How Terraform reads it, or an attribute of it."""
        address = f"{self.address}.{attribute}" if attribute else self.address
        return Reference(address, self.owner)


class NodeHandle(Handle):
    """`construct.node`."""

    __slots__ = ("construct",)

    def __init__(self, construct: ConstructHandle) -> None:
        super().__init__(construct.tree)
        self.construct = construct


class AnnotationsHandle(NodeHandle):
    """`Annotations.of(construct)`."""

    __slots__ = ()


def view_of(klass: Any, handle: Handle) -> Any:
    """An object of `klass` for Python code to hold."""
    view = klass.__new__(klass)
    view.__jsii_ref__ = handle
    return view
