"""File systems as AWS Backup leaves them, and documents on them."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.runs import Run
from tests.contract.application.servers import run
from tests.contract.application.sites import Site

# https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (read 2026-11-30)
RECOVERED = "aws-backup-restore_2026-11-30T10-00-00-000Z"
# As the stand-in's CryptoGen encrypts what is stored in files.
ENCRYPT = """
[$key, $authentication] = array_map('base64_decode', [$argv[1], $argv[2]]);
$start = str_repeat('0', 16);
$text = openssl_encrypt($argv[3], 'aes-256-ctr', $key, OPENSSL_RAW_DATA, $start);
echo '007' . base64_encode(hash_hmac('sha384', $text, $authentication, true) . $text);
"""


@dataclass
class FileSystem:
    """A new file system, and the site whose database was restored beside it."""

    site: Site
    root: Path

    @classmethod
    def of(cls, files: Site, database: Site | None = None) -> "FileSystem":
        """With a copy of the files of one site, for the database of another or of the same."""
        site = database or files
        system = cls(site, site.directory / "recovery")
        system.root.mkdir()
        system.recover(files)
        return system

    def recover(self, files: Site, name: str = RECOVERED) -> None:
        """What a restore job does, but that the copy's sqlconf.php names the database of then."""
        files.open_volume()
        shutil.copytree(files.volume, self.root / name / "sites")
        sqlconf = self.root / name / "sites/default/sqlconf.php"
        text = sqlconf.read_text()
        sqlconf.write_text(re.sub(r"^(\$host\s*=).*", r"\1 'database.of.then';", text, flags=re.M))

    @property
    def recovered(self) -> Path:
        """What the restore job made, before it is moved."""
        return self.root / RECOVERED / "sites"

    @property
    def sites(self) -> Path:
        """What OpenEMR mounts."""
        return self.root / "sites"

    @property
    def keys(self) -> Path:
        """OpenEMR's keys, before they are moved."""
        return self.recovered / "default/documents/logs_and_misc/methods"

    def restore(self, image: Image, **environment: str) -> Run:
        """Start the task of a restore."""
        return Container(self.site, image).restore(self.root, **environment)

    def add_document(self, number: int, content: str | None, *, encrypted: bool = True) -> None:
        """Its row, as of an earlier place of the web root, and its file if there is a content."""
        url = f"file:///an/earlier/place/documents/{number % 3}/file{number}"
        self.site.ask(
            f"INSERT INTO documents (id, date, url, encrypted) "
            f"VALUES ({number}, '2026-11-0{number} 10:00:00', '{url}', {int(encrypted)})"
        )
        if content is not None:
            file = self.recovered / f"default/documents/{number % 3}/file{number}"
            file.parent.mkdir(exist_ok=True)
            file.write_text(content)

    def encrypt(self, text: str) -> str:
        """A text as OpenEMR writes it to a file."""
        keys = self.site.ask("SELECT value FROM `keys` WHERE name LIKE 'seven%' ORDER BY name")
        return run(["php", "-r", ENCRYPT, *keys.split(), text])


def facts(finished: Run) -> dict[str, str]:
    """What the task says for `openemr restore`."""
    return dict(re.findall(r"^restored: (\S+) (.*)$", finished.output, re.M))
