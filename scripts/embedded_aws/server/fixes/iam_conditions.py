"""IAM conditions: the endpoint on this machine stands for AWS's, which speaks TLS only.

With --auth a policy that denies plain HTTP would otherwise deny every request.
"""

from ministack.core import iam_evaluator

from scripts.embedded_aws.server.patching import Handler, around

_OF_A_TLS_CONNECTION = {"aws:securetransport": "true", "s3:tlsversion": "1.3"}


@around(iam_evaluator, "_resolve_condition_key")
def as_over_tls(original: Handler, key: str, context: object) -> object:
    return _OF_A_TLS_CONNECTION.get(key.lower()) or original(key, context)
