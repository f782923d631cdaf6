"""Creates the handles of new constructs of the classes that the Python kernel supports."""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsii._kernel import _get_overides

from imports.kernel.arguments import META, arguments_of, meta_arguments
from imports.kernel.journal import Journal
from imports.kernel.objects import AppHandle, ConstructHandle, ElementHandle, StackHandle
from imports.kernel.unsupported import UnsupportedError

Factory = Callable[..., ConstructHandle]

CDKTF_VERSION = "0.21.0"
_PROVIDER = "@cdktf/provider-aws."
_KINDS = {
    "cdktf.TerraformDataSource": "data",
    "cdktf.TerraformProvider": "provider",
    "cdktf.TerraformResource": "resource",
}
# CDKTF reads these; they change its output, or when it fails.
_VARIABLES = ("CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS", "SYNTH_HCL_OUTPUT")
_TERRAFORM_TYPE = re.compile(r"\{@link \S+ (\w+)\}")


def new_handle(klass: type, obj: Any, arguments: Sequence[Any]) -> ConstructHandle:
    """The handle of a new object of `klass`, from the arguments of its constructor."""
    return _factory(klass)(obj, *arguments)


def handle_of(construct: Any) -> ConstructHandle:
    """The handle of an existing construct."""
    handle = getattr(construct, "__jsii_ref__", None)
    if not isinstance(handle, ConstructHandle):
        raise UnsupportedError("a construct of the Node.js kernel")
    return handle


@cache
def _factory(klass: Any) -> Factory:
    type_ = str(getattr(klass, "__jsii_type__", ""))
    overrides = [override.method for override in _get_overides(klass, klass.__new__(klass))]
    if overrides == ["allocateLogicalId"] and type_ == "cdktf.TerraformStack":
        return _new_stack
    if not overrides and type_ in _FACTORIES:
        return _FACTORIES[type_]
    if not overrides and type_.startswith(_PROVIDER):
        return _provider_element_factory(klass)
    raise UnsupportedError(f"the class {klass.__name__}")


def _new_construct(obj: Any, scope: Any, id_: str) -> ConstructHandle:
    parent = handle_of(scope)
    return ConstructHandle(obj, parent, id_, parent.journal)


def new_app(obj: Any, options: Any, *, testing: bool = False) -> AppHandle:
    """An app with a folder and no stack traces; CDKTF's `Testing` needs no folder."""
    given = dict(options._values) if options else {}  # noqa: SLF001 - all state of jsii's structs
    outdir, traces = given.pop("outdir", None), given.pop("stack_traces", not testing)
    if traces or given or testing == isinstance(outdir, str):
        raise UnsupportedError("an app with other options than a folder and no stack traces")
    if any(name in os.environ for name in _VARIABLES):
        raise UnsupportedError(f"one of {', '.join(_VARIABLES)} in the environment")
    if testing:
        return AppHandle(obj, Journal(), None, "stubbed")
    folder = Path(outdir).absolute()
    try:
        folder.mkdir(exist_ok=True)
        (folder / "stacks").mkdir(exist_ok=True)
    except OSError as failure:
        raise UnsupportedError(str(failure)) from failure
    return AppHandle(obj, Journal(), folder, CDKTF_VERSION)


def _new_stack(obj: Any, scope: Any, id_: str) -> StackHandle:
    app = handle_of(scope)
    if not isinstance(app, AppHandle):
        raise UnsupportedError("a stack that is not a child of the app")
    if re.search(r"[*?\[\]{}!\s]", id_):
        raise UnsupportedError(f"the name of a stack, {id_!r}")
    (override,) = _get_overides(type(obj), obj)
    return StackHandle(obj, app, id_, getattr(obj, str(override.cookie)))


def _new_output(obj: Any, scope: Any, id_: str, config: Any) -> ElementHandle:
    if not config._values.keys() <= {"description", "sensitive", "value"}:  # noqa: SLF001
        raise UnsupportedError("an output with dependencies or conditions")
    element = ElementHandle(obj, handle_of(scope), id_, "output", "output")
    element.arguments = arguments_of(config)
    return element


def _backend_factory(name: str) -> Factory:
    def new(obj: Any, scope: Any, config: Any) -> ElementHandle:
        element = ElementHandle(obj, handle_of(scope), "backend", "backend", name)
        element.arguments = arguments_of(config)
        if any(isinstance(value, (dict, list)) for value in element.arguments.values()):
            raise UnsupportedError("a backend with nested arguments")
        if name == "local" and not element.arguments.get("path"):
            raise UnsupportedError("a local backend without a path")
        return element

    return new


def _provider_element_factory(klass: type) -> Factory:
    """For a resource, a data source or the provider itself."""
    bound = next(base for base in klass.__mro__ if vars(base).get("__jsii_declared_type__"))
    kind = _KINDS.get(getattr(bound.__base__, "__jsii_type__", ""))
    described = _TERRAFORM_TYPE.search(bound.__doc__ or "")
    if kind is None or described is None:
        raise UnsupportedError(f"the class {klass.__name__}")
    type_ = described[1]

    def new(obj: Any, scope: Any, id_: str, config: Any) -> ElementHandle:
        element = ElementHandle(obj, handle_of(scope), id_, kind, type_)
        if kind == "provider":
            element.arguments = arguments_of(config)
        else:
            element.arguments = arguments_of(config, META)
            element.meta = meta_arguments(config)
        return element

    return new


_FACTORIES: dict[str, Factory] = {
    "cdktf.App": new_app,
    "cdktf.LocalBackend": _backend_factory("local"),
    "cdktf.S3Backend": _backend_factory("s3"),
    "cdktf.TerraformOutput": _new_output,
    "constructs.Construct": _new_construct,
}
