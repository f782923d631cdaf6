"""Requests that got no answer: why."""

import socket
import ssl
from typing import Any

import gevent  # type: ignore[import-untyped]
from geventhttpclient.response import HTTPConnectionClosed  # type: ignore[import-untyped]

from scripts.commands.load_test.answers import Answer

# The first that fits; time-outs are before TLS errors, for they are both in a TLS handshake.
_KINDS: tuple[tuple[Any, Answer], ...] = (
    ((gevent.Timeout, TimeoutError), Answer.TIMED_OUT),
    (ssl.SSLError, Answer.TLS),
    (socket.gaierror, Answer.NO_NAME),
    (ConnectionRefusedError, Answer.CONNECTION_REFUSED),
)
# Longest part of an error's own words that is passed on.
_LONGEST = 160


def judge_error(error: Any) -> tuple[Answer, str]:
    """What became of the request, and what the system says about it."""
    # geventhttpclient wraps what lasts, such as time-outs.
    error = getattr(error, "original", None) or error
    # Not its whole text, which may quote the address with the tokens in it.
    said = str(getattr(error, "strerror", None) or type(error).__name__)[:_LONGEST]
    if isinstance(error, ssl.SSLCertVerificationError):
        said = str(error.verify_message)[:_LONGEST]
    elif isinstance(error, HTTPConnectionClosed):
        said = "closed before the whole answer came"
    kinds = (kind for types, kind in _KINDS if isinstance(error, types))
    answer = next(kinds, Answer.CONNECTION_LOST)
    return answer, "" if answer is Answer.TIMED_OUT else said
