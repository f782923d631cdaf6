"""What can go wrong, each by a name of its own with what to do about it."""

from enum import Enum


class Kind(str, Enum):
    """Names that scripts may rely on; they stand in the report as `kind`."""

    NAME_UNKNOWN = "name-unknown"
    CANNOT_CONNECT = "cannot-connect"
    TIMED_OUT = "timed-out"
    TLS_NOT_VERIFIED = "tls-not-verified"
    NO_TLS = "no-tls"
    WAF_BLOCK = "waf-block"
    WAF_THROTTLE = "waf-throttle"
    RATE_LIMIT = "rate-limit"
    SERVER_ERROR = "server-error"
    NO_HEALTHY_TASK = "no-healthy-task"
    NOT_OPENEMR = "not-openemr"
    APIS_OFF = "apis-off"
    WRONG_SITE_ADDRESS = "wrong-site-address"
    REGISTRATION_REFUSED = "registration-refused"
    INLINE_JWKS_REFUSED = "inline-jwks-refused"
    JWKS_UNREACHABLE = "jwks-unreachable"
    UNKNOWN_SCOPE = "unknown-scope"
    SYSTEM_SCOPES_OFF = "system-scopes-off"
    CLIENT_DISABLED = "client-disabled"
    ECS_EXEC_FAILED = "ecs-exec-failed"
    INVALID_REDIRECT = "invalid-redirect"
    PKCE_REFUSED = "pkce-refused"
    STATE_MISMATCH = "state-mismatch"
    CONSENT_DENIED = "consent-denied"
    NOBODY_SIGNED_IN = "nobody-signed-in"
    CODE_EXPIRED = "code-expired"
    CODE_USED = "code-used"
    BAD_CLIENT_ASSERTION = "bad-client-assertion"
    GRANT_REFUSED = "grant-refused"
    ID_TOKEN_INVALID = "id-token-invalid"  # noqa: S105
    API_REFUSED = "api-refused"
    INVALID_RESOURCE = "invalid-resource"
    UNEXPECTED_ANSWER = "unexpected-answer"
    SCOPE_NOT_ENFORCED = "scope-not-enforced"


_NETWORK = (
    "Is the address right, is the deployment applied, and may this machine in? The load balancer "
    "admits only the networks of security_group_ip_range and clients.ipv4_cidrs in cdktf.json."
)
_FIREWALL_LOG = (
    "Its log group aws-waf-logs-openemr-<deployment>-firewall names the rule as terminatingRuleId, "
    "for AWS's own groups in ruleGroupList."
)

REMEDIES: dict[Kind, str] = {
    Kind.NAME_UNKNOWN: (
        "Check the spelling of --url. A new domain needs minutes, and its zone must be delegated; "
        "the output load_balancer_dns_name is the name that always resolves."
    ),
    Kind.CANNOT_CONNECT: _NETWORK,
    Kind.TIMED_OUT: f"{_NETWORK} --request-timeout sets how long one answer may take.",
    Kind.TLS_NOT_VERIFIED: (
        "Use the name for which the certificate was made, or --ca FILE for a private authority. "
        "With certificate_arn but no domain the output application_url is the load balancer's own "
        "name, which no certificate of yours covers: set domain. --insecure gives up the check: "
        "only for a test without patients' data."
    ),
    Kind.NO_TLS: (
        "Give an evaluation deployment without certificate its own address, http://..., and "
        "--insecure; for everything else set certificate_arn or domain."
    ),
    Kind.WAF_BLOCK: (
        "While activate_openemr_apis is false, the rule apis-off blocks /apis and /oauth2: set it "
        f"to true and apply the deployment. Otherwise another rule met. {_FIREWALL_LOG}"
    ),
    Kind.WAF_THROTTLE: (
        "Wait five minutes. The rule sign-in-rate counts POST requests to /oauth2 "
        "(firewall.sign_ins_per_five_minutes), request-rate all of them "
        f"(firewall.requests_per_five_minutes); --poll asks less often. {_FIREWALL_LOG}"
    ),
    Kind.RATE_LIMIT: "Wait as long as it says, then run again; --poll asks less often.",
    Kind.SERVER_ERROR: (
        "OpenEMR itself failed: its reason stands in the log group of the output "
        "application_log_group."
    ),
    Kind.NO_HEALTHY_TASK: (
        "The load balancer finds no task that answers: look at the service's events and at the log "
        "group of the output application_log_group. A first start takes up to 25 minutes."
    ),
    Kind.NOT_OPENEMR: "Give the address under which browsers find OpenEMR: output application_url.",
    Kind.APIS_OFF: (
        "Set activate_openemr_apis to true for the deployment in cdktf.json and apply it. By hand: "
        "Administration > Config > Connectors, globals rest_api and rest_fhir_api."
    ),
    Kind.WRONG_SITE_ADDRESS: (
        "OpenEMR calls itself by its global site_addr_oath (Administration > Config > Connectors > "
        "Site Address), which every new task sets to the output application_url. Test that "
        "address, or apply the deployment and let new tasks start."
    ),
    Kind.REGISTRATION_REFUSED: "OpenEMR's own words say which field it dislikes.",
    Kind.INLINE_JWKS_REFUSED: (
        "Several releases cannot register keys inline (openemr issue 8958). Publish the public "
        "keys at an https address that OpenEMR's tasks can reach, then use --key FILE and "
        "--jwks-uri ADDRESS; --key FILE --print-jwks prints what to publish."
    ),
    Kind.JWKS_UNREACHABLE: (
        "Publish what --key FILE --print-jwks prints. OpenEMR's tasks fetch it at each token "
        "request; releases from 8.3 on accept only https and public addresses."
    ),
    Kind.UNKNOWN_SCOPE: (
        "Leave it out or spell it as this release does: user/Patient.read for FHIR, "
        "user/patient.read for the standard API, .cruds instead of .read and .write since 8.0. "
        "--read-only asks for no write scopes."
    ),
    Kind.SYSTEM_SCOPES_OFF: (
        "Scopes of systems need the global rest_system_scopes_api, which activate_openemr_apis "
        "turns on: apply the deployment and let new tasks start. By hand: Administration > Config "
        "> Connectors > Enable OpenEMR FHIR System Scopes."
    ),
    Kind.CLIENT_DISABLED: (
        "As an administrator open Administration > System > API Clients, choose the client and "
        "enable it; --timeout sets how long to wait. Or let --enable-by ecs-exec do it."
    ),
    Kind.ECS_EXEC_FAILED: (
        "Run the shown command by hand, or enable the clients at Administration > System > API "
        "Clients. ECS Exec needs enable_ecs_exec, the AWS CLI with its Session Manager plugin, and "
        "ecs:ExecuteCommand."
    ),
    Kind.INVALID_REDIRECT: (
        "OpenEMR sends browsers only to an address that was registered, letter by letter. Run "
        "again and open the shown address unchanged."
    ),
    Kind.PKCE_REFUSED: (
        "Run again and use only the address this run shows: the proof belongs to it alone. OpenEMR "
        "accepts the method S256 only."
    ),
    Kind.STATE_MISMATCH: (
        "The answer belongs to another request: an old tab, or somebody else's. Nothing was done "
        "with it. Run again and open only the address this run shows."
    ),
    Kind.CONSENT_DENIED: (
        "Run again and authorize with all boxes ticked, in a browser that runs JavaScript: since "
        "8.0.0 a script of OpenEMR's page adds the scopes of resources when Authorize is clicked."
    ),
    Kind.NOBODY_SIGNED_IN: (
        "Run again, open the shown address and sign in within the time (--timeout). Over SSH the "
        "browser reaches this machine only through `ssh -L`; --paste needs no way back."
    ),
    Kind.CODE_EXPIRED: (
        "A code lives one minute. Run again, and with --paste be quick; also compare the clocks."
    ),
    Kind.CODE_USED: "A code works once. Run again, and do not reload the last page.",
    Kind.BAD_CLIENT_ASSERTION: (
        "Its signature, its audience or its time did not satisfy OpenEMR, or the tasks could not "
        "fetch the keys. Check: the tasks reach --jwks-uri over https and it holds this key; the "
        "clocks differ by less than a minute; site_addr_oath is the tested address. Inline keys "
        "do not work in several releases (openemr issue 8958): use --jwks-uri."
    ),
    Kind.GRANT_REFUSED: "OpenEMR's own words say what it dislikes.",
    Kind.ID_TOKEN_INVALID: (
        "Do not trust this server's sign-ins before it is explained. Keys of OpenEMR lie in the "
        "sites volume: was it restored without the database, or the other way round?"
    ),
    Kind.API_REFUSED: (
        "Does the user who signed in have the rights (Administration > ACL), and was the scope "
        "granted?"
    ),
    Kind.INVALID_RESOURCE: "OpenEMR's own words say which field it dislikes.",
    Kind.UNEXPECTED_ANSWER: (
        "This release answers in a way that this test does not know; docs/apis.md says what it "
        "expects."
    ),
    Kind.SCOPE_NOT_ENFORCED: (
        "A token for FHIR must not open the standard API. Report it to the OpenEMR project."
    ),
}


class CheckFailedError(Exception):
    """A check that failed: what happened, and by its kind what to do."""

    def __init__(self, kind: Kind, happened: str) -> None:
        super().__init__(happened)
        self.kind = kind
        self.happened = happened

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.kind]
