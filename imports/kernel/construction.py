"""Makes constructs, and knows by their class which ones Python can keep."""

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jsii._kernel import _get_overides

from imports.kernel.arguments import META, arguments_of, meta_arguments
from imports.kernel.journal import Tree
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import AppHandle, ConstructHandle, ElementHandle, Handle, StackHandle

Maker = Callable[[Any, list[Any]], ConstructHandle]

CDKTF_VERSION = "0.21.0"
PROVIDER = "@cdktf/provider-aws."
KINDS = {
    "cdktf.TerraformDataSource": "data",
    "cdktf.TerraformProvider": "provider",
    "cdktf.TerraformResource": "resource",
}
# CDKTF reads these; they change what is written or when it fails.
VARIABLES = ("CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS", "SYNTH_HCL_OUTPUT")
_TERRAFORM_TYPE = re.compile(r"\{@link \S+ (\w+)\}")


def construct(klass: type, obj: Any, arguments: list[Any]) -> ConstructHandle:
    """What stands behind a new object of `klass`."""
    return _maker(klass)(obj, arguments)


@cache
def _maker(klass: Any) -> Maker:
    type_ = str(getattr(klass, "__jsii_type__", ""))
    overrides = [override.method for override in _get_overides(klass, klass.__new__(klass))]
    makers: dict[str, Maker] = {
        "cdktf.App": _app,
        "cdktf.LocalBackend": _backend("local"),
        "cdktf.S3Backend": _backend("s3"),
        "cdktf.TerraformOutput": _output,
        "constructs.Construct": _construct,
    }
    if overrides == ["allocateLogicalId"] and type_ == "cdktf.TerraformStack":
        return _stack
    if not overrides and type_ in makers:
        return makers[type_]
    if not overrides and type_.startswith(PROVIDER):
        return _provider_element(klass)
    raise NotKnownError(f"the class {klass.__name__}")


def _scope(value: Any) -> ConstructHandle:
    handle = getattr(value, "__jsii_ref__", None)
    if not isinstance(handle, ConstructHandle):
        raise NotKnownError("a scope that CDKTF has")
    return handle


def _construct(obj: Any, arguments: list[Any]) -> ConstructHandle:
    scope, id_ = arguments
    return ConstructHandle(obj, _scope(scope), id_)


def _app(obj: Any, arguments: list[Any]) -> ConstructHandle:
    (config,) = arguments
    given = dict(config._values)  # noqa: SLF001 - all that jsii's structs keep
    outdir, traces = given.pop("outdir", None), given.pop("stack_traces", True)
    variables = [name for name in VARIABLES if name in os.environ]
    if given or variables or not isinstance(outdir, str):
        raise NotKnownError(f"an app with {[*given, *variables] or 'no folder for its output'}")
    folder = Path(outdir).absolute()
    try:
        folder.mkdir(exist_ok=True)
        (folder / "stacks").mkdir(exist_ok=True)
    except OSError as failure:
        raise NotKnownError(str(failure)) from failure
    return AppHandle(obj, Tree(), folder=folder, version=CDKTF_VERSION, traces=traces)


def testing_app(obj: Any, options: Any) -> AppHandle:
    """The app that CDKTF's `Testing` makes; its folder is needed only by who asks for it."""
    given = dict(options._values) if options else {}  # noqa: SLF001 - as above
    if given.pop("stack_traces", False) or given or any(name in os.environ for name in VARIABLES):
        raise NotKnownError("a testing app with settings")
    return AppHandle(obj, Tree(), folder=None, version="stubbed", traces=False)


def _stack(obj: Any, arguments: list[Any]) -> ConstructHandle:
    scope, id_ = arguments
    if re.search(r"[*?\[\]{}!\s]", id_):
        raise NotKnownError(f"the name of a stack, {id_!r}")
    (override,) = _get_overides(type(obj), obj)
    return StackHandle(obj, _scope(scope), id_, getattr(obj, str(override.cookie)))


def _output(obj: Any, arguments: list[Any]) -> ConstructHandle:
    scope, id_, config = arguments
    if not config._values.keys() <= {"description", "sensitive", "value"}:  # noqa: SLF001
        raise NotKnownError("an output with dependencies or conditions")
    element = ElementHandle(obj, _scope(scope), id_, "output", "output")
    element.arguments = arguments_of(config)
    return element


def _backend(name: str) -> Maker:
    def make(obj: Any, arguments: list[Any]) -> ConstructHandle:
        scope, config = arguments
        element = ElementHandle(obj, _scope(scope), "backend", "backend", name)
        element.arguments = arguments_of(config)
        if any(isinstance(value, (dict, list)) for value in element.arguments.values()):
            raise NotKnownError("a backend with nested arguments")
        if name == "local" and not element.arguments.get("path"):
            raise NotKnownError("a local backend at the path of the moment")
        return element

    return make


def _provider_element(klass: type) -> Maker:
    """For a resource, data source or the provider itself."""
    bound = next(base for base in klass.__mro__ if vars(base).get("__jsii_declared_type__"))
    kind = KINDS.get(getattr(bound.__base__, "__jsii_type__", ""))
    described = _TERRAFORM_TYPE.search(bound.__doc__ or "")
    if kind is None or described is None:
        raise NotKnownError(f"the class {klass.__name__}")
    type_ = described[1]

    def make(obj: Any, arguments: list[Any]) -> ConstructHandle:
        scope, id_, config = arguments
        element = ElementHandle(obj, _scope(scope), id_, kind, type_)
        if kind == "provider":
            element.arguments = arguments_of(config)
        else:
            element.arguments = arguments_of(config, META)
            element.meta = meta_arguments(config)
        return element

    return make


def is_kept(value: Any) -> bool:
    """Whether Python still has what stands behind an object."""
    return isinstance(getattr(value, "__jsii_ref__", None), Handle)
