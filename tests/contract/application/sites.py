"""One deployment of the tests: schema, sites volume, secrets, gates."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.contract.application.runs import Run
from tests.contract.application.servers import Authority, Cache, Database, run, wait_until


@dataclass(frozen=True)
class Secrets:
    """Every secret of one deployment; each is looked for in all output and arguments."""

    master: str = "Master:;#[]{}<>?|~$`'\"\\&=* 1"
    application: str = "AppSecret7aQ"
    administrator: str = "AdminSecret9!(x)"
    cache: str = "Cache!&#%;$`'\"\\=*?+Secret16"

    def all(self) -> tuple[str, ...]:
        """Their texts."""
        return (self.master, self.application, self.administrator, self.cache)


@dataclass
class Site:
    """One deployment: a schema in the real database, a sites volume, its secrets.

    gates: a stand-in that comes to a file of its step's name here renames it to `<step>.reached`
        and waits until that is gone.
    """

    name: str
    directory: Path
    database: Database
    cache: Cache
    authority: Authority
    public_root: Path
    secrets: Secrets = field(default_factory=Secrets)
    runs: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.volume = self.directory / "volume"
        self.gates = self.directory / "gates"
        self.volume.mkdir(parents=True)
        self.gates.mkdir()

    def close_gate(self, step: str) -> None:
        """Make the stand-ins wait when they reach this step."""
        (self.gates / step).touch()

    def wait_at(self, step: str) -> None:
        """Return when a stand-in waits at this step."""
        wait_until((self.gates / f"{step}.reached").exists, 30, f"reaching {step}")

    def open_gate(self, step: str) -> None:
        """Let the stand-in go on."""
        (self.gates / f"{step}.reached").unlink()

    @property
    def installations(self) -> int:
        """How often the installer ran to its end."""
        record = self.gates / "installations"
        return len(record.read_text().splitlines()) if record.exists() else 0

    def recorded(self, column: str) -> str:
        """What bootstrap.sh noted about this installation, outside the application's reach."""
        return self.database.ask(f"SELECT {column} FROM {self.name}_bootstrap.installation")

    def lock_holder(self) -> str:
        """Connection that holds the advisory lock, or NULL."""
        return self.database.ask(f"SELECT IS_USED_LOCK('openemr_bootstrap_{self.name}')")

    def ask(self, statement: str) -> str:
        """Rows from this site's schema."""
        return self.database.ask(f"USE {self.name}; {statement}")

    def setting(self, name: str) -> str:
        """Value of an OpenEMR global."""
        return self.ask(f"SELECT gl_value FROM globals WHERE gl_name = '{name}'")

    def connection(self, name: str) -> str:
        """A value of sqlconf.php."""
        text = (self.volume / "default/sqlconf.php").read_text()
        found = re.search(rf"^\${name}\s*= '(.*)';", text, re.M)
        assert found, text
        return found[1]

    def open_volume(self) -> None:
        """Let a test without root's rights change files that the scripts closed."""
        open_tree(self.volume)

    def close(self) -> None:
        """End whatever still runs."""
        for started in self.runs:
            started.kill()


def open_tree(directory: Path) -> None:
    """Give the owner all rights below."""
    run(["chmod", "-R", "u+rwX", directory])
