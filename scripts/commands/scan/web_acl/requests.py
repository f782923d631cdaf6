"""Reviewed requests: what every web ACL of this product must block, and what must pass.

Asked of the synthesized rules in tests, and of a scanned configuration by OEMR_62.
"""

# 40 hexadecimal digits: substr(hash_hmac('sha256', ...), 0, 40) in src/Common/Csrf/CsrfUtils.php of
# 7.0.2 to 8.2.
TOKEN = {"APICSRFTOKEN": "0123456789abcdef0123456789abcdef01234567"}
BEARER = {"Authorization": "Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"}

Asked = tuple[str, str, dict[str, str]]
# Method, path, headers; each with the page of OpenEMR that sends it, as read in the sources of
# v7_0_2, v7_0_3 and 8.2.0-dev (schema 541) on 2026-11-29. The insurance page of a running 8.2 with
# the APIs off got its list through these rules: 200, with a token of 40 hexadecimal digits.
OF_OWN_PAGES: dict[str, Asked] = {
    # library/js/oeUI/insurance/InsurancePolicyService.js, 7.0.3 to 8.2; the address is made in
    # templates/patient/insurance/insurance_edit.html.twig, line 389.
    "insurance, patient": ("GET", "/apis/default/api/patient/9a1b", TOKEN),
    "insurance, employer": ("GET", "/apis/default/api/patient/9a1b/employer", TOKEN),
    "insurance, list": ("GET", "/apis/default/api/patient/9a1b/insurance", TOKEN),
    "insurance, new": ("POST", "/apis/default/api/patient/9a1b/insurance", TOKEN),
    "insurance, change": ("PUT", "/apis/default/api/patient/9a1b/insurance/9c2d", TOKEN),
    "insurance, swap": ("GET", "/apis/default/api/patient/9a1b/insurance/$swap-insurance", TOKEN),
    # interface/super/edit_globals.js, line 364, 7.0.2 to 8.2.
    "configuration, user": ("GET", "/apis/default/api/user", TOKEN),
    # interface/main/tabs/main.php, line 270, 8.2.
    "background services": ("POST", "/apis/default/api/background_service/$run", TOKEN),
    # interface/forms/clinical_notes/clinical-notes.js, lines 689 and 728, 8.2.
    "media": ("GET", "/apis/default/fhir/Media", TOKEN),
    "observations": ("GET", "/apis/default/fhir/Observation", TOKEN),
    # oe-module-comlink-telehealth, add-patient-dialog.js, line 216, 7.0.2 to 8.2, in lower case.
    "telehealth, patients": (
        "GET",
        "/apis/default/fhir/Patient",
        {"apicsrftoken": TOKEN["APICSRFTOKEN"]},
    ),
    "a second site": ("GET", "/apis/clinic2/api/user", TOKEN),
    "kept connection": ("GET", "/apis/default/fhir/Media", TOKEN | {"Connection": "keep-alive"}),
    "liveness": ("GET", "/meta/health/livez", {}),
    "sign-in": ("GET", "/interface/login/login.php", {}),
    "signing in": ("POST", "/interface/main/main_screen.php", {}),
    "tabs": ("GET", "/interface/main/tabs/main.php", {}),
    "modules": ("POST", "/interface/modules/custom_modules/oe-module-x/public/index.php", TOKEN),
    "SMART apps of a patient": ("GET", "/interface/smart/ehr-launch-client.php", {}),
    "registration of API clients": ("GET", "/interface/smart/admin-client.php", {}),
    "portal": ("GET", "/portal/index.php", {}),
    "portal, patients' own pages": ("GET", "/portal/patient/onsitedocuments", {}),
    "uploads": ("POST", "/controller.php", {}),
    "style sheet": ("GET", "/public/themes/style_light.css", {}),
    "description of the APIs": ("GET", "/swagger/openemr-api.yaml", {}),
    "a word that begins as an API": ("GET", "/apisauce/x", {}),
}

METADATA = "/apis/default/fhir/metadata"
OF_OUTSIDERS: dict[str, Asked] = {
    "capability statement": ("GET", METADATA, {}),
    "version": ("GET", "/apis/default/api/version", {}),
    "SMART configuration": ("GET", "/apis/default/fhir/.well-known/smart-configuration", {}),
    "API client": ("GET", "/apis/default/fhir/Patient", BEARER),
    "portal API": ("GET", "/apis/default/portal/patient", BEARER),
    "preflight": (
        "OPTIONS",
        METADATA,
        {"Access-Control-Request-Headers": "APICSRFTOKEN"},
    ),
    "token in the query": ("GET", METADATA, {"X-Query": "APICSRFTOKEN=1"}),
    "token of another name": ("GET", METADATA, {"X-APICSRFTOKEN": "1", "API-CSRF-TOKEN": "1"}),
    "token in a cookie": ("GET", METADATA, {"Cookie": "APICSRFTOKEN=1"}),
    # PHP's empty() is true for all of these, and 7.0.x then answers as to an API client. Seen on
    # 2026-11-29: 7.0.3 answered `0` with 200 and 16,549 bytes of metadata, 8.2 with 401; a forged
    # token got a page without data from both (37 and 496 bytes).
    "empty token": ("GET", METADATA, {"APICSRFTOKEN": ""}),
    "blank token": ("GET", METADATA, {"APICSRFTOKEN": " \t"}),
    "token 0": ("GET", METADATA, {"APICSRFTOKEN": "0"}),
    "token 0, padded": ("GET", METADATA, {"APICSRFTOKEN": " 0 "}),
    "token that a proxy drops": (
        "GET",
        METADATA,
        TOKEN | {"Connection": "close, APICSRFTOKEN"},
    ),
    "folder": ("GET", "/apis", {}),
    "folder with slash": ("GET", "/apis/", {}),
    "program": ("GET", "/apis/dispatch.php", {}),
    "capitals": ("GET", "/APIS/default/fhir/metadata", {}),
    "two slashes": ("GET", "//apis/default/fhir/metadata", {}),
    "escaped letter": ("GET", "/%61pis/default/fhir/metadata", {}),
    "escaped slash": ("GET", "/apis%2fdefault/fhir/metadata", {}),
    "through another folder": ("GET", "/portal/../apis/default/fhir/metadata", {}),
    "through itself": ("GET", "/apis/../apis/default/fhir/metadata", {}),
    "escaped dots": ("GET", "/portal/%2e%2e/apis/default/fhir/metadata", {}),
    "from above the root": ("GET", "/../apis/default/fhir/metadata", {}),
    "from far above the root": ("GET", "/./.././../apis/default/fhir/metadata", {}),
    "a dot first": ("GET", "/./apis/default/fhir/metadata", {}),
    "tokens of OAuth": ("POST", "/oauth2/default/token", {}),
    "registration": ("POST", "/oauth2/default/registration", {}),
    "discovery": ("GET", "/oauth2/default/.well-known/openid-configuration", {}),
    "keys": ("GET", "/oauth2/default/jwk", {}),
    "OAuth with a page's token": ("POST", "/oauth2/default/token", TOKEN),
    "OAuth, another way": ("GET", "/apis/../oauth2/default/jwk", TOKEN),
    "OAuth, folder": ("GET", "/oauth2", TOKEN),
    "OAuth, program": ("GET", "/oauth2/authorize.php", TOKEN),
}
# What the firewall lets pass because no file and no route of OpenEMR has such a name: Apache
# decodes a path once, and a dot or semicolon is part of a name. A running 8.2 answered the first
# four with 404 and the last with its sign-in page.
NOWHERE: dict[str, Asked] = {
    "escaped twice": ("GET", "/%2561pis/default/fhir/metadata", {}),
    "dot at the end": ("GET", "/apis./default/fhir/metadata", {}),
    "path parameter": ("GET", "/apis;x/default/fhir/metadata", {}),
    "backslash": ("GET", "/\\apis\\default\\fhir\\metadata", {}),
    "behind a page": ("GET", "/index.php/apis/default/fhir/metadata", {}),
}

# Setup, upgrades and documents, however the path is written.
ALWAYS_CLOSED = [
    "/setup.php",
    "/setup.php/x",
    "/SETUP.php",
    "//setup.php",
    "/%73etup.php",
    "/interface/../setup.php",
    "/./admin.php",
    "/../admin.php",
    "/sql_upgrade.php",
    "/sql_patch.php",
    "/acl_setup.php",
    "/acl_upgrade.php",
    "/ippf_upgrade.php",
    "/sites/default/documents/1/scan.pdf",
    "/sites/default/documents/certificates/mysql-ca",
    "/sites/clinic2/documents/logs_and_misc/methods/sixa",
    "/.git/config",
    "/.git",
    "/.env",
]
ALWAYS_OPEN = [
    "/",
    "/index.php",
    "/interface/login/login.php",
    "/interface/main/main_screen.php",
    "/interface/patient_file/summary/demographics.php",
    "/controller.php",
    "/portal/index.php",
    "/portal/home.php",
    "/meta/health/livez",
    "/public/assets/jquery/jquery.min.js",
    "/sites/default/images/login_logo.gif",
    "/apisauce/x",
    "/library/ajax/upload.php",
    "/interface/super/layout_listitems_ajax.php",
]

# Where bodies are notes, records and uploads; and where they are not.
CLINICAL = [
    "/interface/patient_file/encounter/load_form.php",
    "/interface/forms/clinical_notes/save.php",
    "/interface/modules/zend_modules/public/carecoordination/upload",
    "/interface/modules/custom_modules/oe-module-x/public/index.php",
    "/interface/main/messages/messages.php",
    "//interface//billing/edi_270.php",
    "/%69nterface/patient_file/letter.php",
    "/portal/messaging/handle_note.php",
    "/portal/patient/api/onsitedocument/1",
    "/library/ajax/upload.php",
    "/controller.php",
    "/custom/import_xml.php",
    "/ccdaservice/ccda_gateway.php",
    "/apis/default/fhir/Binary",
    "/apis/default/api/patient/1/document",
    "/apis/default/portal/patient/encounter",
]
ELSEWHERE = [
    "/",
    "/index.php",
    "/oauth2/default/token",
    "/oauth2/default/registration",
    "/sphere/token.php",
    "/interfaces/x.php",
    "/customer/x.php",
    "/controller.phpx",
    "/interface/../index.php",
    "/portal/%2e%2e/oauth2/default/token",
    "/x/interface/x.php",
    "/../interface/x.php",
]
