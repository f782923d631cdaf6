"""The operation that an HTTP request asks for, by botocore's models of all services."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

# Name in a signature -> name of the model, where they differ.
_MODELS = {
    "airflow": "mwaa",
    "aps": "amp",
    "email": "sesv2",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
_SIGNED = re.compile(r"Credential=[^/]+/\d{8}/[^/]*/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Request:
    """An HTTP request as the server received it; the path is decoded."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: dict[str, list[str]]

    @property
    def is_form(self) -> bool:
        """Whether the query protocol, or EC2's, wrote the body."""
        return self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")

    @property
    def form(self) -> dict[str, str]:
        """The parameters of the query protocol."""
        parsed = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[0] for name, values in {**self.query, **parsed}.items()}

    @property
    def signed_service(self) -> str:
        """The service in the signature, of the header or of a presigned URL."""
        signed = self.headers.get("authorization", "")
        signed += "".join(f"Credential={each}" for each in self.query.get("X-Amz-Credential", []))
        found = _SIGNED.search(signed)
        return found[1] if found else ""


class Catalogue:
    """The models of one installation of botocore."""

    def __init__(self, directory: Path) -> None:
        """`directory`: its folder `data`."""
        self._loader = Loader([str(directory)], include_default_search_paths=False)
        self._services: dict[str, ServiceModel | None] = {}
        self._routes: dict[str, list[_Route]] = {}

    def service(self, signed: str) -> ServiceModel | None:
        """The model of the service that signatures call so."""
        name = _MODELS.get(signed, signed)
        if name not in self._services:
            self._services[name] = self._load(name)
        return self._services[name]

    def _load(self, name: str) -> ServiceModel | None:
        try:
            return ServiceModel(self._loader.load_service_model(name, "service-2"), name)
        except UnknownServiceError:
            return None

    def operation(self, request: Request) -> "Operation | None":
        """What a signed request asks for; None where no model knows it."""
        service = self.service(request.signed_service)
        if service is None:
            return None
        target = request.headers.get("x-amz-target", "").rpartition(".")[2]
        if target:
            return _named(service, target, "json")
        if request.is_form or "Action" in request.query:
            protocol = "ec2" if service.protocol == "ec2" else "query"
            return _named(service, request.form.get("Action", ""), protocol)
        if service.protocol in ("rest-json", "rest-xml"):
            return self._routed(service, request)
        return None

    def _routed(self, service: ServiceModel, request: Request) -> "Operation | None":
        name = str(service.service_name)
        if name not in self._routes:
            self._routes[name] = [_Route.of(service, each) for each in service.operation_names]
        fits = [
            (route.weight(request), route, labels)
            for route in self._routes[name]
            if (labels := route.match(request)) is not None
        ]
        if not fits:
            return None
        _, route, labels = max(fits, key=lambda each: each[0])
        return Operation(route.operation, service.protocol, labels)


@dataclass(frozen=True)
class Operation:
    """An operation, the protocol of the request, and the labels in its path."""

    model: OperationModel
    protocol: str
    labels: dict[str, str]

    @property
    def service(self) -> str:
        """Botocore's name of the service."""
        return str(self.model.service_model.service_name)


def _named(service: ServiceModel, name: str, protocol: str) -> Operation | None:
    if name not in service.operation_names:
        return None
    return Operation(service.operation_model(name), protocol, {})


@dataclass(frozen=True)
class _Route:
    """Method, path and query by which a REST protocol tells an operation."""

    operation: OperationModel
    method: str
    path: "re.Pattern[str]"
    query: dict[str, list[str]]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, service: ServiceModel, name: str) -> "_Route":
        operation = service.operation_model(name)
        uri = urlsplit(operation.http["requestUri"])
        pieces = re.split(r"\{([^}]+)\}", uri.path)
        labels = tuple(pieces[1::2])
        pattern = re.escape(pieces[0])
        for label, literal in zip(labels, pieces[2::2], strict=True):
            # An ARN in a path holds slashes, which the server has decoded.
            greedy = label.endswith("+") or label.lower().endswith("arn")
            pattern += f"({'.+' if greedy else '[^/]+'}){re.escape(literal)}"
        query = parse_qs(uri.query, keep_blank_values=True)
        path = re.compile(pattern.rstrip("/") + "/?")
        return cls(operation, operation.http["method"], path, query, labels)

    def match(self, request: Request) -> dict[str, str] | None:
        found = self.path.fullmatch(request.path)
        if request.method != self.method or not found:
            return None
        if any(request.query.get(name) != values for name, values in self.query.items()):
            return None
        return dict(zip((label.rstrip("+") for label in self.labels), found.groups(), strict=True))

    def weight(self, request: Request) -> tuple[int, int, bool, int]:
        """More parameters that only this operation needs, fewer that it lacks."""
        present = [name in request.query or name in request.headers for name in self._required()]
        needed = len(self.query) + present.count(True)
        # S3's PutBucketLifecycle shares its URI with the operation that replaced it.
        current = not self.operation.deprecated
        return (-present.count(False), needed, current, -len(self.labels))

    def _required(self) -> Iterator[str]:
        shape = self.operation.input_shape
        for name in shape.required_members if shape else ():
            serialization: dict[str, Any] = shape.members[name].serialization
            where, wire = serialization.get("location"), serialization.get("name", name)
            if where in ("querystring", "header"):
                yield wire.lower() if where == "header" else wire
