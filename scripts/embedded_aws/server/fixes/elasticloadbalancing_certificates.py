"""Elastic Load Balancing: more certificates of a listener than its default one."""

from typing import Any

from ministack.services import alb

from scripts.embedded_aws.server.wire import Response, xml

_MORE = "_more_certificates"


def _describe(params: dict[str, Any]) -> Response:
    listener = alb._listeners.get(alb._p(params, "ListenerArn"))
    if listener is None:
        return _not_found()
    found = [(arn, True) for arn in listener.get("Certificates", [])]
    found += [(arn, False) for arn in listener.get(_MORE, [])]
    return _answer("DescribeListenerCertificates", found)


def _add(params: dict[str, Any]) -> Response:
    listener = alb._listeners.get(alb._p(params, "ListenerArn"))
    if listener is None:
        return _not_found()
    given = alb._parse_certificate_arns(params)
    listener[_MORE] = sorted({*listener.get(_MORE, []), *given})
    return _answer("AddListenerCertificates", [(arn, False) for arn in given])


def _remove(params: dict[str, Any]) -> Response:
    listener = alb._listeners.get(alb._p(params, "ListenerArn"))
    if listener is None:
        return _not_found()
    given = alb._parse_certificate_arns(params)
    listener[_MORE] = [arn for arn in listener.get(_MORE, []) if arn not in given]
    return _answer("RemoveListenerCertificates", [])


def _answer(action: str, certificates: list[tuple[str, bool]]) -> Response:
    members = [{"CertificateArn": arn, "IsDefault": default} for arn, default in certificates]
    response: Response = alb._xml(200, action, xml({"Certificates": members}))
    return response


def _not_found() -> Response:
    response: Response = alb._error("ListenerNotFound", "Listener not found")
    return response


alb._ACTION_MAP["DescribeListenerCertificates"] = _describe
alb._ACTION_MAP["AddListenerCertificates"] = _add
alb._ACTION_MAP["RemoveListenerCertificates"] = _remove
