"""The container that serves: sessions in Valkey or no start, hardened, quiet, quick to stop."""

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.contract.application.conftest import EARLIER, LATER, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import OPENEMR, SETUP_SCRIPTS, Image
from tests.contract.application.runs import Run
from tests.contract.application.servers import Authority, free_port
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


@pytest.fixture
def container(site: Site, image: Image) -> Container:
    """A container whose site is installed by the same image."""
    Container(site, image).bootstrap().expect(0)
    return Container(site, image)


def started(container: Container) -> tuple[Run, int, int]:
    """The run, Apache's process id and its port."""
    run = container.serve()
    run.wait_for("openemr: ready")
    found = re.search(r"httpd: pid (\d+) port (\d+) arguments \['-D', 'FOREGROUND'\]", run.output)
    assert found, run.output
    return run, int(found[1]), int(found[2])


def test_apache_replaces_the_shell_and_stops_on_sigterm(container: Container) -> None:
    run, pid, _ = started(container)
    assert pid == run.process.pid
    began = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    run.expect(0, "httpd: stopped", seconds=10)
    assert time.monotonic() - began < 5


def test_apache_is_not_given_the_secret_or_the_root(container: Container) -> None:
    _, pid, _ = started(container)
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"VALKEY_PASSWORD" not in environment
    assert b"CERTIFICATE" not in environment
    assert container.site.secrets.cache.encode() not in environment


def test_a_session_error_of_php_does_not_print_the_password(container: Container) -> None:
    """PHP names session.save_path when the cache fails; the stand-in logs such a line at start."""
    run, _, port = started(container)
    run.wait_for("Failed to read session data: redis (path: tls://localhost")
    assert "auth[pass]=[hidden]" in run.output
    assert "auth[user]=openemr" in run.output
    assert container.health(f"https://localhost:{port}/meta/health/livez") == 0
    run.wait_for("/meta/health/livez 200")


def test_setup_scripts_are_gone_and_code_is_closed(container: Container) -> None:
    started(container)
    code = container.tree / OPENEMR
    assert not [name for name in SETUP_SCRIPTS if (code / name).exists()]
    if container.image.generation == 1:
        assert (code / "version.php").stat().st_mode & 0o777 == 0o400
        assert code.stat().st_mode & 0o777 == 0o500


def test_each_task_makes_its_own_key(site: Site) -> None:
    Container(site, LATER_IN_ASH).bootstrap().expect(0)
    keys = set()
    for _ in range(2):
        task = Container(site, LATER_IN_ASH)
        started(task)
        key = task.tree / "etc/ssl/private/webserver.key.pem"
        assert key.stat().st_mode & 0o077 == 0
        keys.add(key.read_text())
    assert len(keys) == 2


def test_a_task_answers_requests_to_its_own_name_itself(site: Site) -> None:
    """Releases before 8.2 make a CCDA by such a request; 8.0 verifies the certificate."""
    name = "emr.example.org"
    Container(site, EARLIER).bootstrap().expect(0)
    task = Container(site, EARLIER)
    bundle = task.tree / "etc/ssl/certs/ca-certificates.crt"
    task.serve(OWN_HOST=name).wait_for("openemr: ready")
    assert (task.tree / "etc/hosts").read_text() == f"127.0.0.1 {name}\n"
    certificate = task.tree / "etc/ssl/certs/selfsigned.cert.pem"
    for host, code in ((name, 0), ("localhost", 0), ("elsewhere.example.org", 2)):
        verify = ["openssl", "verify", "-CAfile", str(bundle), "-verify_hostname", host]
        checked = subprocess.run([*verify, str(certificate)], check=False, capture_output=True)
        assert checked.returncode == code, (host, checked.stderr)
    described = ["openssl", "x509", "-in", str(certificate), "-noout", "-text"]
    assert b"CA:FALSE" in subprocess.run(described, check=True, capture_output=True).stdout


def test_a_release_that_does_not_call_itself_changes_no_name_and_no_root(site: Site) -> None:
    Container(site, LATER).bootstrap().expect(0)
    task = Container(site, LATER)
    started(task)
    assert not (task.tree / "etc/hosts").exists()
    bundle = (task.tree / "etc/ssl/certs/ca-certificates.crt").read_text()
    assert (task.tree / "etc/ssl/certs/selfsigned.cert.pem").read_text() not in bundle


def test_a_hosts_file_that_cannot_be_written_is_told_and_served(site: Site) -> None:
    Container(site, EARLIER).bootstrap().expect(0)
    task = Container(site, EARLIER)
    (task.tree / "etc/hosts").mkdir()
    run = task.serve(OWN_HOST="emr.example.org")
    run.wait_for("openemr: ready")
    assert "WARNING: cannot write to" in run.output


def test_command_line_clients_verify_the_database(lasting_site: Site) -> None:
    task = Container(lasting_site, LATER_IN_ASH)
    started(task)
    options = (task.tree / "root/.my.cnf").read_text().split()
    assert options == [
        "[client]",
        f"ssl-ca={task.tree / 'root/certs/mysql/server/mysql-ca'}",
        "ssl-verify-server-cert",
    ]
    assert "--skip-ssl" not in (task.tree / "root/devtoolsLibrary.source").read_text()


def test_health_needs_a_running_page_and_the_end_of_the_start(lasting_site: Site) -> None:
    task = Container(lasting_site, LATER_IN_ASH)
    assert task.health("https://localhost:1/meta/health/livez") != 0
    run, _, port = started(task)
    assert task.health(f"https://localhost:{port}/meta/health/livez") == 0
    assert task.health(f"https://localhost:{port}/missing") != 0
    (task.tree / "root/instance-swarm-ready").unlink()
    assert task.health(f"https://localhost:{port}/meta/health/livez") != 0
    run.kill()


def test_sessions_are_really_kept_in_the_cache(lasting_site: Site) -> None:
    cache = lasting_site.cache
    cache.ask("config", "resetstat")
    started(Container(lasting_site, LATER_IN_ASH))
    assert re.search(r"cmdstat_setex:calls=[1-9]", cache.ask("info", "commandstats"))
    assert cache.ask("dbsize") == "0", "the trial session was left behind"


def test_a_site_that_is_not_installed_is_not_served(site: Site, image: Image) -> None:
    Container(site, image).serve().expect(7, "the installation on the sites volume is not complete")


@pytest.mark.parametrize("image", [EARLIER, LATER], ids=["ash", "bash"])
def test_a_cache_that_is_down_stops_the_start(site: Site, image: Image) -> None:
    Container(site, image).bootstrap().expect(0)
    run = Container(site, image).serve(VALKEY_PORT=str(free_port()), VALKEY_WAIT_SECONDS="2")
    run.expect(11, "waiting for Valkey", "Sessions are not kept in files instead")
    assert "httpd" not in run.output


def test_a_wrong_cache_password_stops_the_start_at_once(lasting_site: Site) -> None:
    task = Container(lasting_site, LATER_IN_ASH)
    run = task.serve(VALKEY_PASSWORD="Wrong16Characters")
    run.expect(11, "Valkey refuses the user openemr")
    assert "Wrong16Characters" not in run.output


def test_a_cache_user_without_rights_on_sessions_stops_the_start(lasting_site: Site) -> None:
    run = Container(lasting_site, LATER_IN_ASH).serve(VALKEY_USER="keyless")
    run.expect(11, "the cache's user keyless may not use set evalsha eval")


def test_a_cache_user_with_the_rights_before_locks_stops_the_start(lasting_site: Site) -> None:
    """Such a user leaves each lock until it expires: the second page would wait for a minute."""
    run = Container(lasting_site, LATER_IN_ASH).serve(VALKEY_USER="lockless")
    run.expect(11, "the cache's user lockless may not use evalsha eval", "deploy the change of the")
    assert "httpd" not in run.output


def test_a_cache_certificate_of_an_unknown_root_stops_the_start(lasting_site: Site) -> None:
    task = Container(lasting_site, LATER_IN_ASH)
    (lasting_site.directory / "other").mkdir()
    other = Authority(lasting_site.directory / "other").certificate.read_text()
    (task.tree / "swarm-pieces/ssl/certs/ca-certificates.crt").write_text(other)
    run = task.serve(VALKEY_WAIT_SECONDS="1")
    run.expect(11, "no verified TLS connection", "verify error")


def test_a_cache_certificate_for_another_name_stops_the_start(lasting_site: Site) -> None:
    run = Container(lasting_site, LATER_IN_ASH).serve(
        VALKEY_HOST="127.0.0.1", VALKEY_WAIT_SECONDS="1"
    )
    run.expect(11, "no verified TLS connection")
