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
        shutil.copy(source / "sql_upgrade.php", code)
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
        for step in range(1, self.docker_version + 1):
            shutil.copy(source / "fsupgrade.sh", tree / f"root/fsupgrade-{step}.sh")
        self._background_services(code)
        (code / "interface/modules/zend_modules/config").mkdir(parents=True)
        self._swarm_pieces(tree / "swarm-pieces", public_root)

    def _background_services(self, code: Path) -> None:
        """`background:services run` came with 8.1; docker_version 10 is 8.1.0."""
        source = STAND_IN / "image"
        (code / "interface").mkdir()
        shutil.copy(source / "globals.php", code / "interface")
        if self.docker_version >= 10:
            (code / "src/Common/Command").mkdir(parents=True)
            (code / "src/Common/Command/BackgroundServicesCommand.php").write_text("<?php\n")
            (code / "bin").mkdir()
            shutil.copy(source / "console", code / "bin")

    def _swarm_pieces(self, pieces: Path, public_root: Path) -> None:
        documents = pieces / "sites/default/documents"
        for directory in ("certificates", "logs_and_misc/methods", "temp"):
            (documents / directory).mkdir(parents=True)
        (pieces / "sites/default/docker-version").write_text(str(self.docker_version))
        sqlconf = pieces / "sites/default/sqlconf.php"
        shutil.copy(STAND_IN / "image/sqlconf.php", sqlconf)
        sqlconf.chmod(0o666)
        (pieces / "ssl/certs").mkdir(parents=True)
        (pieces / "ssl/private").mkdir()
        (pieces / "ssl/openssl.cnf").touch()
        shutil.copy(public_root, pieces / "ssl/certs/ca-certificates.crt")
