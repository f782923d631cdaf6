"""Physical names: readable, bounded, and never the same for two deployments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacks.naming import LONGEST_DEPLOYMENT_NAME, LONGEST_ROLE, Names

# Names of up to 20 characters, many of them parts of others.
DEPLOYMENTS = st.from_regex(r"[ab][ab1]{0,4}(-[ab1]{1,4}){0,3}", fullmatch=True)
ROLES = st.from_regex(r"[abA1]{1,11}", fullmatch=True)
TRICKY = ["prod", "prod-cache", "prod-cache-cache", "p", "p-rod", "cache", "prod-openemr", "prodc"]


def all_names(deployment: str, role: str) -> set[str]:
    """Every form in which a role is named."""
    names = Names(deployment)
    return {names(role), names.path(role), names.bucket(role, "123456789012")}


@given(DEPLOYMENTS, ROLES, DEPLOYMENTS, ROLES)
def test_names_of_two_deployments_or_roles_never_meet(one: str, role: str, other: str, part: str):
    if (one, role) == (other, part):
        assert all_names(one, role) == all_names(other, part)
    else:
        assert not all_names(one, role) & all_names(other, part)


def test_tricky_deployments_share_no_name():
    roles = ["cache", "prod", "openemr", "alb", "c"]
    found = [name for each in TRICKY for role in roles for name in all_names(each, role)]
    assert len(set(found)) == len(found)


def test_a_name_says_product_deployment_and_role():
    names = Names("clinic")
    assert names("alb") == "openemr-clinic-alb"
    assert names.path("Password") == "/openemr/clinic/Password"
    assert names.bucket("logs", "123456789012") == "openemr-clinic-logs-123456789012"


@pytest.mark.parametrize("role", ["two-words", "two_words", "", "a.b", "a/b", "é"])
def test_a_role_is_one_word(role: str):
    with pytest.raises(ValueError, match="accepted: letters and digits"):
        Names("clinic")(role)
    with pytest.raises(ValueError, match="accepted: letters and digits"):
        Names("clinic").path(role)


def test_a_role_that_would_make_a_name_too_long_is_refused():
    assert len(Names("c" * LONGEST_DEPLOYMENT_NAME)("r" * LONGEST_ROLE)) == 40
    with pytest.raises(ValueError, match=f"at most {LONGEST_ROLE} characters"):
        Names("clinic")("r" * (LONGEST_ROLE + 1))
