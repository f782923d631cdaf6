"""AWS WAF: web ACLs are named."""

from scripts.resources.actions.elasticloadbalancing import BALANCER
from scripts.resources.facets.actions import Actions, arn, grant, service_linked_role

_ACL = arn("wafv2", "regional/webacl/openemr-{name}-*/*")
# Rule groups of AWS, which the web ACL refers to.
_MANAGED = arn("wafv2", "regional/managedruleset/*/*")

WEB_ACL = Actions(
    read=(grant("wafv2:GetWebACL wafv2:ListTagsForResource", _ACL),),
    create=(
        grant("wafv2:CreateWebACL", _ACL, _MANAGED),
        grant("wafv2:TagResource", _ACL),
    ),
    update=(
        grant("wafv2:UpdateWebACL", _ACL, _MANAGED),
        grant("wafv2:TagResource wafv2:UntagResource", _ACL),
    ),
    delete=(grant("wafv2:DeleteWebACL", _ACL),),
)
ASSOCIATION = Actions(
    read=(grant("wafv2:GetWebACL wafv2:GetWebACLForResource", _ACL, BALANCER),),
    create=(
        grant("wafv2:AssociateWebACL", _ACL, BALANCER),
        grant("elasticloadbalancing:SetWebAcl"),
    ),
    delete=(
        grant("wafv2:DisassociateWebACL", BALANCER),
        grant("elasticloadbalancing:SetWebAcl"),
    ),
)
# https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
LOGGING = Actions(
    read=(grant("wafv2:GetLoggingConfiguration", _ACL),),
    create=(
        grant("wafv2:PutLoggingConfiguration", _ACL),
        grant("logs:CreateLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies"),
        grant("logs:PutResourcePolicy"),
        service_linked_role("wafv2.amazonaws.com"),
    ),
    update=(
        grant("wafv2:PutLoggingConfiguration", _ACL),
        grant("logs:UpdateLogDelivery"),
        service_linked_role("wafv2.amazonaws.com"),
    ),
    delete=(
        grant("wafv2:DeleteLoggingConfiguration", _ACL),
        grant("logs:DeleteLogDelivery"),
    ),
)
