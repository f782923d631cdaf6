"""The key pair with which a system client signs its assertions (RS384)."""

import json
import warnings
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeyParameters, RSAKey

from scripts.commands.api_test.options import WrongOptionsError

ALGORITHM = "RS384"
# SMART Backend Services asks for at least 2048; 3072 is as strong as the rest of TLS.
# https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
_LEAST_BITS = 2048
_BITS = 3072
_PARAMETERS: KeyParameters = {"use": "sig", "alg": ALGORITHM}


def make_key() -> RSAKey:
    """A new key that lives as long as this run."""
    return RSAKey.generate_key(_BITS, _PARAMETERS, auto_kid=True)


def read_key(file: Path) -> RSAKey:
    """A private RSA key in PEM or as JWK. Raises WrongOptionsError, which never quotes the file.

    A JWK keeps its `kid`; for PEM it is the key's thumbprint (RFC 7638), always the same.
    """
    accepted = f"a private RSA key of {_LEAST_BITS} bits or more, as PEM without password or as JWK"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "not text"
        raise WrongOptionsError(
            f"--key {file}: cannot be read ({why}); accepted: {accepted}"
        ) from None
    try:
        is_jwk = text.lstrip().startswith("{")
        given = {**json.loads(text), **_PARAMETERS} if is_jwk else text
        with warnings.catch_warnings():
            # Of short keys, which are refused below in our own words.
            warnings.simplefilter("ignore")
            key = RSAKey.import_key(given, _PARAMETERS)
    except (JoseError, ValueError, TypeError):
        raise WrongOptionsError(f"--key {file}: not a key; accepted: {accepted}") from None
    bits = key.public_key.key_size
    if not key.is_private or bits < _LEAST_BITS:
        found = f"{bits} bits" if key.is_private else "a public key"
        raise WrongOptionsError(f"--key {file}: {found}; accepted: {accepted}")
    key.ensure_kid()
    return key


def public_keys(key: RSAKey) -> dict[str, Any]:
    """The JSON Web Key Set to register or publish; nothing of it is secret."""
    return {"keys": [{**key.as_dict(private=False), **_PARAMETERS}]}
