"""Private MariaDB and Redis of the tests: real servers, TLS required, loopback only."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stacks.components.cache import ACCESS

CACHE_USER = "openemr"
_INSTALL = "run scripts/database_servers to install it"


def free_port() -> int:
    """A loopback port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(command: Sequence[str | Path], *, stdin: str = "") -> str:
    """Standard output of a command that must succeed."""
    if shutil.which(str(command[0])) is None:
        raise RuntimeError(f"{command[0]} is not installed: {_INSTALL}")
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, input=stdin
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def wait_until(ready: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask `ready()` every 20 ms until it says yes."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.02)


@dataclass
class Authority:
    """A certificate authority and one server certificate for localhost and 127.0.0.1."""

    directory: Path

    def __post_init__(self) -> None:
        self.certificate = self.directory / "ca.pem"
        self.server_certificate = self.directory / "server.pem"
        self.server_key = self.directory / "server.key"
        key, request = self.directory / "ca.key", self.directory / "server.csr"
        names = self.directory / "names"
        names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
        new_key = ("openssl", "req", *curve, "-nodes", "-keyout")
        root = ("-x509", "-out", self.certificate, "-subj", "/CN=Test root", "-days", "30")
        run([*new_key, key, *root])
        run([*new_key, self.server_key, "-out", request, "-subj", "/CN=localhost"])
        sign = ("openssl", "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", key)
        result = ("-CAcreateserial", "-out", self.server_certificate, "-days", "30")
        run([*sign, *result, "-extfile", names])


# What Amazon gives the master user of Aurora MySQL 3, as far as MariaDB has it (no SUPER).
_MASTER_RIGHTS = (
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, "
    "SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, "
    "CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER, DELETE HISTORY"
)

# Aurora's administrator ends connections of others by it (Aurora MySQL reference, mysql.rds_kill).
RDS_KILL = "CREATE PROCEDURE mysql.rds_kill(IN thread BIGINT) KILL CONNECTION thread"


class Server:
    """A process of our own that is ended with the tests."""

    def __init__(self, command: list[str], log: Path) -> None:
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def stop(self) -> None:
        """Its data is of no value."""
        self.process.kill()
        self.process.wait()


class Database(Server):
    """MariaDB with require_secure_transport, and a master user with Aurora's rights."""

    def __init__(self, directory: Path, authority: Authority, master_password: str) -> None:
        self.port = free_port()
        self.socket = directory / "socket"
        common = ["--no-defaults", f"--datadir={directory / 'data'}"]
        if os.geteuid() == 0:
            common.append("--user=root")
        quiet = ["--skip-test-db", "--auth-root-authentication-method=normal"]
        run(["mariadb-install-db", *common, *quiet])
        options = {
            "port": self.port,
            "bind-address": "127.0.0.1",
            "socket": self.socket,
            "pid-file": directory / "pid",
            "require-secure-transport": "ON",
            "ssl-ca": authority.certificate,
            "ssl-cert": authority.server_certificate,
            "ssl-key": authority.server_key,
            "innodb-flush-log-at-trx-commit": 0,
            "innodb-buffer-pool-size": "24M",
            "skip-name-resolve": "ON",
        }
        command = ["/usr/sbin/mariadbd", *common]
        super().__init__(
            command + [f"--{name}={value}" for name, value in options.items()], directory / "log"
        )
        try:
            wait_until(self.socket.exists, 30, f"start of MariaDB ({directory / 'log'})")
            self.ask("CREATE USER master@'%'")
            self.set_master_password(master_password)
            self.ask(f"GRANT {_MASTER_RIGHTS} ON *.* TO master@'%' WITH GRANT OPTION")
            self.ask(RDS_KILL)
        except BaseException:
            self.stop()
            raise

    def ask(self, statements: str) -> str:
        """Rows of a statement, as root over the socket."""
        client = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root"]
        return run([*client, "--batch", "--skip-column-names"], stdin=statements).strip()

    def set_master_password(self, password: str) -> None:
        """Rotate the master secret on the server's side."""
        literal = password.replace("\\", "\\\\").replace("'", "''")
        self.ask(f"ALTER USER master@'%' IDENTIFIED BY '{literal}'")


class Cache(Server):
    """Redis with TLS only, with the user of cache.py, and others that may do less.

    lockless: the user as it was before sessions had locks. keyless: no right on any key.
    """

    def __init__(self, directory: Path, authority: Authority, password: str) -> None:
        self.port = free_port()
        accounts = directory / "users.acl"
        accounts.write_text(
            f"user default off\nuser {CACHE_USER} >{password} {ACCESS}\n"
            f"user lockless >{password} {ACCESS} -eval -evalsha\n"
            f"user keyless on >{password} -@all +@connection\n"
            "user observer on nopass ~* +@all\n"
        )
        self._client = ["redis-cli", "--tls", "--cacert", str(authority.certificate)]
        self._client += ["-p", str(self.port), "--user", "observer", "--pass", "any"]
        self._client += ["--no-auth-warning"]
        options = {
            "port": 0,
            "tls-port": self.port,
            "bind": "127.0.0.1",
            "tls-cert-file": authority.server_certificate,
            "tls-key-file": authority.server_key,
            "tls-ca-cert-file": authority.certificate,
            "tls-auth-clients": "no",
            "aclfile": accounts,
            "save": "",
            "dir": directory,
        }
        command = ["redis-server"]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        super().__init__(command, directory / "log")
        try:
            wait_until(self._answers, 10, f"start of Redis ({directory / 'log'})")
        except BaseException:
            self.stop()
            raise

    def _answers(self) -> bool:
        done = subprocess.run([*self._client, "ping"], capture_output=True, check=False)
        return b"PONG" in done.stdout

    def ask(self, *words: str) -> str:
        """Answer to one command, as a user who may do everything."""
        return run([*self._client, *words]).strip()
