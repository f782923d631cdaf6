"""The stand-in for `openemr/openemr`: file trees with the layout of both script generations."""

import shutil
from dataclasses import dataclass
from pathlib import Path

STAND_IN = Path(__file__).parent / "stand_in"
OPENEMR = Path("var/www/localhost/htdocs/openemr")
SETUP_SCRIPTS = (
    "admin.php",
    "acl_upgrade.php",
    "setup.php",
    "sql_patch.php",
    "sql_upgrade.php",
    "ippf_upgrade.php",
    "auto_configure.php",
)


# docker-version of the image and the release it was first in (openemr docker/release/upgrade).
RELEASES = dict(
    enumerate(("7.0.2", "7.0.3", "7.0.4", "8.0.0", "8.1.0", "8.1.1", "8.2.0", "8.3.0"), start=6)
)


@dataclass(frozen=True)
class Image:
    """One release as the scripts see it.

    generation: 1 = openemr.sh is POSIX sh and PHP runs as root; 2 = bash, and PHP refuses root.
    docker_version: the image's own count of upgrades.
    shell: how `/bin/sh -c` is run; busybox brings its own awk, sed, grep and so on, as in Alpine.
    """

    generation: int
    docker_version: int
    shell: tuple[str, ...]

    @property
    def schema_version(self) -> int:
        """The `$v_database` of version.php."""
        return 400 + self.docker_version

    @property
    def upgrades(self) -> str:
        """How its upgrade scripts tell sql_upgrade.php where to begin: see their stand-ins."""
        if self.docker_version <= 10:
            return "edits"
        return "drops" if self.docker_version <= 12 else "passes"

    def build(self, tree: Path, public_root: Path) -> None:
        """Write the image's files below `tree`; `public_root` is its bundle of certificates."""
        code = tree / OPENEMR
        for directory in ("usr/sbin", "etc/apache2/conf.d", "etc/php84/conf.d", "etc/ssl", "root"):
            (tree / directory).mkdir(parents=True)
        code.mkdir(parents=True)
        source = STAND_IN / "image"
        for name in ("auto_configure.php", "ssl.sh"):
            shutil.copy(source / name, code)
        for name in SETUP_SCRIPTS:
            if not (code / name).exists():
                (code / name).write_text("<?php\n")
        (code / "interface").mkdir()
        for name in ("globals.php", "crypto.php"):
            shutil.copy(source / name, code / "interface")
        self._upgrades(tree, code)
        first_line = "#!/bin/sh" if self.generation == 1 else "#!/usr/bin/env bash"
        (code / "openemr.sh").write_text(f"{first_line}\n")
        (code / "auto_configure.php").chmod(0)
        (code / "version.php").write_text(f"<?php\n$v_database = {self.schema_version};\n")
        if self.generation == 2:
            (code.parent / "refuse_root").touch()
        shutil.copy(source / "httpd", tree / "usr/sbin")
        shutil.copy(source / "openemr.conf", tree / "etc/apache2/conf.d")
        (tree / "root/devtoolsLibrary.source").write_text("mariadb --skip-ssl -u openemr\n")
        for version_file in (tree / "root/docker-version", code / "docker-version"):
            version_file.write_text(f"{self.docker_version}\n")
        self._background_services(code)
        (code / "interface/modules/zend_modules/config").mkdir(parents=True)
        self._swarm_pieces(tree / "swarm-pieces", public_root)

    def _upgrades(self, tree: Path, code: Path) -> None:
        source, edits = STAND_IN / "image", self.upgrades == "edits"
        old_line = "$form_old_version = $_POST['form_old_version'];"
        new_line = "$form_old_version = $cliFromVersion ?? ($_POST['form_old_version'] ?? '');"
        program = (source / "sql_upgrade.php").read_text()
        program = program.replace("@KNOWS_FROM@", "false" if edits else "true")
        if edits:
            program = program.replace("--from=", "--unknown=").replace(
                "Without --unknown=", "Without"
            )
        else:
            (code.parent / "refuse_root_in_upgrades").touch()
        program = program.replace("@ASSIGNMENT@", old_line if edits else new_line)
        (code / "sql_upgrade.php").write_text(program)
        (code / "sql").mkdir()
        # Replayed on a newer database, the oldest files fail and leave tables that no release has.
        (code / "sql/2_6_0-to-2_6_1_upgrade.sql").write_text(
            "CREATE TABLE left_over (id INT);\nINSERT INTO version VALUES (1, 2);\n"
        )
        schema = ""
        script = (source / f"fsupgrade-{self.upgrades}.sh").read_text()
        for step in range(7, self.docker_version + 1):
            prior, release = RELEASES[step - 1], RELEASES[step]
            text = script.replace("@STEP@", str(step)).replace("@PRIOR@", prior)
            (tree / f"root/fsupgrade-{step}.sh").write_text(text)
            name = f"{prior}-to-{release}_upgrade.sql".replace(".", "_", 4)
            table = f"added_in_{step}"
            # As contact_address on the way to 8.2: the scripts leave a column out.
            schema += f"CREATE TABLE {table} (id INT PRIMARY KEY, note VARCHAR(9) DEFAULT 'n,o');\n"
            (code / "sql" / name).write_text(
                f"#IfNotTable {table}\nCREATE TABLE {table} (id INT PRIMARY KEY);\n"
                f"INSERT INTO {table} VALUES (1);\n#EndIf\n"
            )
        (code / "sql/database.sql").write_text(schema)

    def _background_services(self, code: Path) -> None:
        """`background:services run` came with 8.1; docker_version 10 is 8.1.0."""
        if self.docker_version >= 10:
            (code / "src/Common/Command").mkdir(parents=True)
            (code / "src/Common/Command/BackgroundServicesCommand.php").write_text("<?php\n")
            (code / "bin").mkdir()
            shutil.copy(STAND_IN / "image/console", code / "bin")

    def _swarm_pieces(self, pieces: Path, public_root: Path) -> None:
        documents = pieces / "sites/default/documents"
        for directory in ("certificates", "logs_and_misc/methods", "temp"):
            (documents / directory).mkdir(parents=True)
        (documents / "logs_and_misc/methods/README.md").touch()
        (pieces / "sites/default/docker-version").write_text(str(self.docker_version))
        sqlconf = pieces / "sites/default/sqlconf.php"
        shutil.copy(STAND_IN / "image/sqlconf.php", sqlconf)
        sqlconf.chmod(0o666)
        (pieces / "ssl/certs").mkdir(parents=True)
        (pieces / "ssl/private").mkdir()
        (pieces / "ssl/openssl.cnf").touch()
        shutil.copy(public_root, pieces / "ssl/certs/ca-certificates.crt")
