"""The real Apache with the image's configuration around apache.conf: what a client sees."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from tests.contract.application.servers import Authority, free_port, wait_until

MODULES = next(
    (path for path in map(Path, ("/usr/lib/apache2/modules", "/usr/lib/apache2")) if path.is_dir()),
    Path("/usr/lib/apache2/modules"),
)
# What Alpine's httpd.conf and its conf.d load (apache2 2.4 of 3.18 to 3.23), and openemr.conf.
ENABLED = (
    "mpm_prefork authz_core authz_host reqtimeout filter mime env headers setenvif dir alias "
    "rewrite allowmethods ssl socache_shmcb"
)
# Options of openemr.conf of all releases that bear on caches and compression; mpm.conf of Alpine.
AROUND = """
ServerRoot "{root}"
ServerName localhost
{loads}
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
DocumentRoot "{root}/htdocs"
TypesConfig "{root}/mime.types"
LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
LogLevel warn
ErrorLog "{root}/error"
CustomLog "{root}/access" combined
StartServers 5
MinSpareServers 5
MaxSpareServers 10
MaxRequestWorkers 250
MaxConnectionsPerChild 0
KeepAlive On
FileETag None
Header unset ETag
AddType text/html .php
<Directory "{root}/htdocs">
    Options -Indexes
    AllowOverride FileInfo
    Require all granted
</Directory>
<VirtualHost _default_:{port}>
    SSLEngine on
    SSLCertificateFile "{authority.server_certificate}"
    SSLCertificateKeyFile "{authority.server_key}"
</VirtualHost>
Include "{root}/zz-openemr.conf"
"""
TYPES = "text/css css\ntext/javascript js\nimage/png png\nimage/svg+xml svg\nfont/woff2 woff2\n"


@dataclass(frozen=True)
class Answer:
    """Status, headers and body as sent."""

    status: int
    headers: Message
    body: bytes


class Apache:
    """One running Apache. `without`: modules that this image does not have."""

    def __init__(
        self, root: Path, authority: Authority, configuration: str, without: tuple[str, ...] = ()
    ) -> None:
        self.root, self.port = root, free_port()
        (root / "htdocs").mkdir(parents=True)
        modules = root / "modules"
        modules.mkdir()
        for module in MODULES.glob("mod_*.so"):
            if module.stem.removeprefix("mod_") not in without:
                (modules / module.name).symlink_to(module)
        (root / "mime.types").write_text(TYPES)
        (root / "zz-openemr.conf").write_text(configuration)
        loads = [f"LoadModule {name}_module modules/mod_{name}.so" for name in ENABLED.split()]
        text = AROUND.format(root=root, port=self.port, loads="\n".join(loads), authority=authority)
        (root / "httpd.conf").write_text(text)
        self._process: subprocess.Popen[bytes] | None = None

    def _command(self, *words: str) -> list[str]:
        program = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "run scripts/database_servers to install apache2-bin"
        return [program, "-d", str(self.root), "-f", str(self.root / "httpd.conf"), *words]

    def environment(self, variables: dict[str, str]) -> dict[str, str]:
        """What the container gives Apache."""
        return {"PATH": os.environ["PATH"], **variables}

    def check(self, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """`httpd -t -D DUMP_MODULES`, as serve.sh does."""
        return subprocess.run(
            self._command("-t", "-D", "DUMP_MODULES"),
            env=self.environment(variables),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, variables: dict[str, str]) -> None:
        """Serve until `stop`."""
        self._process = subprocess.Popen(
            self._command("-D", "FOREGROUND"),
            env=self.environment(variables),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Apache sends SIGTERM to its whole process group
        )
        wait_until((self.root / "pid").exists, 10, "start of Apache")

    def stop(self) -> None:
        """End all its processes."""
        if self._process:
            self._process.terminate()
            self._process.wait(20)

    @property
    def workers(self) -> int:
        """How many processes serve at this moment."""
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return len(children.read_text().split())

    def connect(self) -> http.client.HTTPSConnection:
        """A connection that does not ask who answers, as the load balancer's."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=20)

    def get(self, path: str, **headers: str) -> Answer:
        """One answer; header names with `_` for `-`."""
        connection = self.connect()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=sent)
        answer = connection.getresponse()
        try:
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def logged(self, pattern: str) -> str:
        """The line of the access log that fits."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for line in (self.root / "access").read_text().splitlines():
                if re.search(pattern, line):
                    return line
            time.sleep(0.02)
        raise AssertionError(f"{pattern} is not in {(self.root / 'access').read_text()}")
