"""An entry of the catalogue: all that any command knows of one Terraform resource type."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.resources.facets.actions import Actions
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Charges, Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import UNREVIEWED, Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift
from scripts.resources.facets.picture import Edge, Icon, NotDrawn, PartOf
from scripts.resources.facets.policies import Policy
from scripts.resources.facets.quota import Quota


@dataclass(frozen=True, kw_only=True)
class KnownType:
    """A type that plans or AWS may hold; no stack makes it unless it is a ResourceType.

    name: Terraform's. rules: changes of attributes to look at; what no rule and no argument's facet
    knows as harmless needs `--allow`. unreported: argument -> what reads it, where no answer of AWS holds it, so
    that an import cannot read it (review/rules/imports.py has the source). unread: argument -> why
    the provider's import leaves it empty all the same, although AWS has it.
    keys: path of the argument that names its KMS key -> the argument that makes it need one, empty
    for always. shows_policy_of: type of the resource whose policy an attribute shows, and the attribute by
    which that one names this.
    """

    name: str
    deletion: Deletion = UNREVIEWED
    owner: Owner | None = None
    charge: Charges | Free | None = None
    data: Data | None = None
    policy: Policy | None = None
    shows_policy_of: tuple[str, str] | None = None
    rules: tuple[Rule, ...] = ()
    unreported: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    drift: Drift = field(default_factory=Drift)

    @property
    def is_reviewed(self) -> bool:
        """True if the impact of its deletion was reviewed."""
        return self.deletion is not UNREVIEWED


@dataclass(frozen=True, kw_only=True)
class ResourceType(KnownType):
    """A type that the stacks make; each command demands its part.

    actions: IAM actions that Terraform needs for it. stack: the kinds of stacks that make it, of
    `deployment`, `remote-state` and `copies`; empty for all. required: every deployment has one.
    requires: types of which one must refer to it. guards_data: a production's destroy leaves it, as
    a guard of what stays.
    documents: attributes with JSON other than `policy`. protections: argument ->
    value by which it resists deletion. dimension: of CloudWatch's metrics, that which names it.
    """

    arguments: Arguments
    # `field()`, or they would have the defaults of KnownType.
    deletion: Deletion = field()
    charge: Charges | Free = field()
    discovery: FoundBy | Idempotent
    picture: Icon | PartOf | NotDrawn
    actions: Actions
    edges: tuple[Edge, ...] = ()
    quota: Quota | None = None
    stack: str = ""
    required: bool = False
    requires: tuple[str, ...] = ()
    guards_data: bool = False
    documents: tuple[str, ...] = ()
    protections: Mapping[str, bool] = field(default_factory=dict)
    dimension: str = ""

    def is_made_by(self, kind: str) -> bool:
        """True if stacks of this kind make it."""
        return not self.stack or kind in self.stack.split()
