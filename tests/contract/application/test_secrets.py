"""No secret in a log, an argument list, a forgotten file, or the environment of what serves."""

import shutil
import threading
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import pytest

from tests.contract.application.conftest import BASH, BUSYBOX, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.runs import Run
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

BOTH_SHELLS = pytest.mark.parametrize(
    "image", [Image(1, 8, BUSYBOX), Image(2, 10, BASH)], ids=["gen1-ash", "gen2-bash"]
)


def assert_no_secret(site: Site, where: str, text: str) -> None:
    """Neither as it is, nor as in a URL, nor in hexadecimal."""
    for secret in site.secrets.all():
        hexadecimal = secret.encode().hex()
        for form in (secret, quote(secret, safe=""), hexadecimal, hexadecimal.upper()):
            assert form not in text, f"a secret is in {where}"


class Recorder:
    """A directory of programs that write down their arguments, then become the real ones."""

    PROGRAMS = (
        "awk cat chmod cmp cp cut date dd env find grep head ls mariadb mkdir mkfifo mktemp mv od "
        "openssl php rm rsync sed sleep sort tail timeout touch tr"
    )

    def __init__(self, site: Site, image: Image) -> None:
        self.directory = site.directory / "recorder"
        self._record = site.directory / "arguments"
        self.directory.mkdir()
        busybox = site.directory.parent / "busybox"
        for name in self.PROGRAMS.split():
            real = busybox / name
            if "busybox" not in image.shell[0] or not real.exists():
                real = Path(shutil.which(name) or name)
            program = self.directory / name
            write = f"printf '%s\\n' {name} \"$@\" >>{self._record}"
            program.write_text(f'#!/bin/sh\n{write}\nexec {real} "$@"\n')
            program.chmod(0o755)

    @property
    def arguments(self) -> str:
        """One word a line."""
        return self._record.read_text()


@BOTH_SHELLS
def test_no_program_is_given_a_secret_as_argument(site: Site, image: Image) -> None:
    recorder = Recorder(site, image)
    first = Container(site, image).bootstrap(
        PATH=str(recorder.directory), OPENEMR_SETTING_SMTP_PASS=site.secrets.administrator
    )
    first.expect(0, seconds=60)
    second = Container(site, image).serve(PATH=str(recorder.directory))
    second.wait_for("httpd: pid")
    for program in ("mariadb", "php", "openssl", "awk", "rsync", "timeout"):
        assert f"\n{program}\n" in recorder.arguments, f"{program} was not recorded"
    # Hexadecimal is how settings travel, on standard input; here it would be seen as well.
    assert_no_secret(site, "an argument list", recorder.arguments)


class Sampler:
    """Looks at the command lines of containers a few hundred times a second."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.watched: list[Run] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ends.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ends.is_set():
            for run in list(self.watched):
                for process in run.members:
                    try:
                        words = Path(f"/proc/{process}/cmdline").read_bytes()
                    except OSError:
                        continue
                    self.seen.add(words.replace(b"\0", b" ").decode(errors="replace"))
            time.sleep(0.002)


@BOTH_SHELLS
def test_no_secret_shows_in_ps_or_in_any_log(site: Site, image: Image) -> None:
    """The stand-in for the installer prints both passwords it is given; the log must not."""
    with Sampler() as sampler:
        first = Container(site, image).bootstrap()
        sampler.watched.append(first)
        first.expect(0, "a careless program might print [MYSQL_PASS] and [OE_PASS]")
        second = Container(site, image).serve()
        sampler.watched.append(second)
        second.wait_for("auth[pass]=[hidden]")
    assert any("install.php" in line for line in sampler.seen), "the sampler saw no installer"
    assert_no_secret(site, "an argument list", "\n".join(sampler.seen))
    for run in site.runs:
        assert_no_secret(site, "a log", run.output)


def test_a_failing_statement_is_reported_without_its_passwords(site: Site) -> None:
    """The server repeats the text near a syntax error, here that of CREATE USER."""
    site.database.ask(f"CREATE ROLE {site.name}app")
    run = Container(site, LATER_IN_ASH).bootstrap()
    run.wait()
    assert_no_secret(site, "a log", run.output)


def test_secrets_rest_only_where_openemr_reads_them(site: Site) -> None:
    first, second = Container(site, LATER_IN_ASH), Container(site, LATER_IN_ASH)
    first.bootstrap().expect(0)
    second.serve().wait_for("httpd: pid")
    holders = set()
    for file in site.directory.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_text(errors="replace")
            for secret in site.secrets.all():
                if secret in content or quote(secret, safe="") in content:
                    holders.add(str(file.relative_to(site.directory)))
    session_file = second.tree.name + "/etc/php84/conf.d/zz-openemr.ini"
    assert holders == {"volume/default/sqlconf.php", session_file}
    assert (site.directory / session_file).stat().st_mode & 0o077 == 0
