"""Handles: the state of constructs and attributes while the Python kernel has them."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imports.kernel.tokens import Reference
from imports.kernel.unsupported import UnsupportedError

if TYPE_CHECKING:
    from imports.kernel.journal import Journal

_numbers = itertools.count(1)


class Handle:
    """The value of an object's `__jsii_ref__` until the Node.js kernel sets its own.

    jsii expects `ref` and `interfaces` there.
    """

    __slots__ = ("journal", "ref")
    interfaces = None

    def __init__(self, journal: "Journal") -> None:
        self.ref = f"python@{next(_numbers)}"
        self.journal = journal


class ConstructHandle(Handle):
    """A node of the construct tree; `instance` is the object that Python code holds."""

    __slots__ = ("children", "id", "instance", "node", "path", "stack", "warnings")

    def __init__(
        self, instance: Any, scope: "ConstructHandle | None", id_: str, journal: "Journal"
    ) -> None:
        super().__init__(journal)
        self.instance = instance
        self.id = id_
        self.path: str = f"{scope.path}/{id_}" if scope and scope.path else id_
        self.stack: StackHandle | None = scope.stack if scope else None
        self.children: dict[str, ConstructHandle] = {}
        self.warnings: list[str] = []
        self.node: Any = None
        if scope:
            scope.add(self)

    def add(self, child: "ConstructHandle") -> None:
        """Add a child, unless CDKTF refuses its id or changes it."""
        id_ = child.id
        # JavaScript lists whole numbers before all other keys.
        if not id_ or id_.isdecimal() or "/" in id_ or "\n" in id_ or "TfToken[" in id_:
            raise UnsupportedError(f"the construct id {id_!r}")
        if id_ in self.children:
            raise UnsupportedError(f"two constructs {child.path}")
        self.children[id_] = child

    def walk(self) -> Iterator["ConstructHandle"]:
        """The construct and all its descendants, parents first."""
        yield self
        for child in self.children.values():
            yield from child.walk()


class AppHandle(ConstructHandle):
    """The root of a tree; `folder` is None for an app of CDKTF's `Testing`."""

    __slots__ = ("folder", "version")

    def __init__(
        self, instance: Any, journal: "Journal", folder: Path | None, version: str
    ) -> None:
        super().__init__(instance, None, "", journal)
        self.folder = folder
        self.version = version


class StackHandle(ConstructHandle):
    """A stack; `allocate` is its own method that returns the name of an element."""

    __slots__ = ("allocate", "app", "overrides")

    def __init__(
        self, instance: Any, app: AppHandle, id_: str, allocate: Callable[[Any], str]
    ) -> None:
        super().__init__(instance, app, id_, app.journal)
        self.app = app
        self.stack = self
        self.allocate = allocate
        self.overrides: dict[str, Any] = {}


class ElementHandle(ConstructHandle):
    """A resource, data source, provider, output or backend.

    kind: `resource`, `data`, `provider`, `output` or `backend`; type: Terraform's, like `aws_vpc`;
    arguments: by Terraform's names, with tokens; meta: CDKTF's own arguments of a resource.
    """

    __slots__ = ("_logical_id", "arguments", "fixed_name", "kind", "meta", "owner", "type")

    def __init__(
        self, instance: Any, scope: ConstructHandle, id_: str, kind: str, type_: str
    ) -> None:
        super().__init__(instance, scope, id_, scope.journal)
        if scope.stack is None:
            raise UnsupportedError("an element without a stack")
        self.owner = scope.stack
        self.kind = kind
        self.type = type_
        self.arguments: dict[str, Any] = {}
        self.meta: dict[str, Any] = {}
        self.fixed_name: str | None = None
        self._logical_id: str | None = None

    @property
    def name(self) -> str:
        """The last part of the Terraform address, allocated when it is first read."""
        if self._logical_id is None:
            self._logical_id = self.fixed_name or self.owner.allocate(self.instance)
        return self._logical_id

    def rename(self, name: str) -> None:
        """Override the name, unless it was read: CDKTF then refuses."""
        if self._logical_id is not None:
            raise UnsupportedError("a new name for an element that is referred to")
        self.fixed_name = name

    @property
    def address(self) -> str:
        """The Terraform address."""
        prefix = "data." if self.kind == "data" else ""
        return f"{prefix}{self.type}.{self.name}"

    def reference(self, attribute: str) -> Reference:
        """How Terraform reads an attribute."""
        return Reference(f"{self.address}.{attribute}", self.owner)


class NodeHandle(Handle):
    """`construct.node`."""

    __slots__ = ("construct",)

    def __init__(self, construct: ConstructHandle) -> None:
        super().__init__(construct.journal)
        self.construct = construct


class AnnotationsHandle(Handle):
    """`Annotations.of(construct)`."""

    __slots__ = ("construct",)

    def __init__(self, construct: ConstructHandle) -> None:
        super().__init__(construct.journal)
        self.construct = construct


def object_with(klass: Any, handle: Handle) -> Any:
    """A new object of `klass` that has this handle."""
    made = klass.__new__(klass)
    made.__jsii_ref__ = handle
    return made
