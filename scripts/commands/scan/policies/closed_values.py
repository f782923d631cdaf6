"""Values as this product makes them, and no others."""

from scripts.commands.scan.closed_values.judging import judge
from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(60, hipaa="308(a)(1)(ii)(B) 308(a)(8) 312(a)(1) 312(b) 312(c)(1) 312(e)(1)")
def closed_values(configuration: Configuration) -> Violations:
    """Every resource, argument and value is one that settings of this product give."""
    # Other policies explain single dangers; this one knows none, and so needs no list of them.
    yield from judge(configuration)
