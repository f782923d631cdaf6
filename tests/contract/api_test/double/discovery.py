"""What the stand-in says about itself; like OpenEMR it lists less than it offers."""

from typing import Any

from tests.contract.api_test.double.messages import Answer, Request, as_json


class Discovery:
    """base: its address as site_addr_oath has it, with /oauth2/default."""

    def __init__(self, base: str, public_keys: dict[str, Any]) -> None:
        self._base = base
        self._public_keys = public_keys

    def openid(self, _request: Request) -> Answer:
        return as_json(
            {
                "issuer": self._base,
                "authorization_endpoint": f"{self._base}/authorize",
                "token_endpoint": f"{self._base}/token",
                "jwks_uri": f"{self._base}/jwk",
                "userinfo_endpoint": f"{self._base}/userinfo",
                "registration_endpoint": f"{self._base}/registration",
                "end_session_endpoint": f"{self._base}/logout",
                "introspection_endpoint": f"{self._base}/introspect",
                "scopes_supported": ["openid", "api:oemr", "api:fhir"],
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256", "plain"],
                "grant_types_supported": ["authorization_code", "password", "refresh_token"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def smart(self, _request: Request) -> Answer:
        return as_json(
            {
                "authorization_endpoint": f"{self._base}/authorize",
                "token_endpoint": f"{self._base}/token",
                "capabilities": ["launch-standalone", "client-confidential-symmetric"],
            }
        )

    def keys(self, _request: Request) -> Answer:
        return as_json(self._public_keys)

    def api_disabled(self, _request: Request) -> Answer:
        return as_json({"message": "OpenEMR Error: API is disabled"}, 404)
