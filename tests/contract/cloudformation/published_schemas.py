"""Print CloudFormation's schemas of the types that the arguments name, as JSON.

It runs in cfn-lint's environment, which has none of the project's packages.
"""

import json
import sys

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

schemas = {
    type_: PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-west-2", type_).schema
    for type_ in sys.argv[1:]
}
json.dump(schemas, sys.stdout)
