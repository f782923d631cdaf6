"""Starting, stopping, copying and protecting a server of the embedded AWS."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from scripts.embedded_aws import ROOT, EmbeddedAws, EmbeddedAwsError
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import policy


def queues(server: EmbeddedAws) -> list[str]:
    """The names of the account's queues."""
    urls = Account(server).client("sqs").list_queues().get("QueueUrls", [])
    return [url.split("/")[-1] for url in urls]


def test_a_missing_emulator_environment_is_refused_with_what_to_do(tmp_path: Path) -> None:
    server = EmbeddedAws(python=tmp_path / "python", state_directory=tmp_path)
    with pytest.raises(EmbeddedAwsError, match=r"not installed: .*python .*Run scripts/setup"):
        server.start()


def test_the_environment_variable_names_the_interpreter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENEMR_EMULATOR_PYTHON", str(tmp_path / "mine"))
    with pytest.raises(EmbeddedAwsError, match="mine does not exist"):
        EmbeddedAws(state_directory=tmp_path).start()


def test_another_ministack_is_refused_with_the_end_of_the_log(tmp_path: Path) -> None:
    server = EmbeddedAws(python=Path(sys.executable), state_directory=tmp_path)
    with pytest.raises(EmbeddedAwsError, match=r"stopped while starting(.|\n)*no MiniStack"):
        server.start()


def test_a_temporary_account_goes_with_its_server() -> None:
    with EmbeddedAws() as server:
        assert server.state_directory.is_dir()
    assert not server.state_directory.exists()


def test_a_stopped_server_starts_again_with_its_state_at_the_same_url(server: EmbeddedAws) -> None:
    Account(server).client("sqs").create_queue(QueueName="kept")
    url = server.url
    server.stop()
    server.start()
    assert (server.url, queues(server)) == (url, ["kept"])


def test_a_snapshot_starts_as_another_account_and_stays_as_it_was(
    server: EmbeddedAws, tmp_path: Path
) -> None:
    account = Account(server)
    account.client("sqs").create_queue(QueueName="first")
    region = {"LocationConstraint": server.region}
    account.client("s3").create_bucket(Bucket="papers", CreateBucketConfiguration=region)
    account.client("s3").put_object(Bucket="papers", Key="one", Body=b"text")
    server.snapshot(tmp_path / "snapshot")
    account.client("sqs").create_queue(QueueName="second")
    for _ in range(2):
        with EmbeddedAws(restore_from=tmp_path / "snapshot") as copy:
            stored = Account(copy).client("s3").get_object(Bucket="papers", Key="one")
            assert (queues(copy), stored["Body"].read()) == (["first"], b"text")
            Account(copy).client("sqs").create_queue(QueueName="only-here")


def test_reset_empties_the_account(server: EmbeddedAws) -> None:
    Account(server).client("sqs").create_queue(QueueName="gone")
    server.reset()
    assert queues(server) == []


def test_the_server_listens_on_the_loopback_address_only(server: EmbeddedAws) -> None:
    port = int(server.url.rpartition(":")[2])
    with socket.socket() as other:
        other.bind(("127.0.0.2", port))  # in use, if the server had bound every address


def test_the_server_ends_with_its_client(tmp_path: Path) -> None:
    program = Path(__file__).with_name("start_and_wait.py")
    with subprocess.Popen(
        [sys.executable, str(program), str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None
        port = int(client.stdout.readline())
        client.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.1)
    pytest.fail("the server outlived its client by 30 s")


def test_the_environment_leaves_no_way_to_another_aws(account: Account) -> None:
    mine = {
        "AWS_PROFILE": "hospital",
        "AWS_SESSION_TOKEN": "token",
        "AWS_ENDPOINT_URL_S3": "https://s3.example",
        "AWS_CA_BUNDLE": "/ca.pem",
        "AWS_SECRET_ACCESS_KEY": "mine",
        "PATH": "/bin",
    }
    environment = account.server.environment(region="eu-central-1", base=mine)
    aws = {name: value for name, value in environment.items() if name.startswith("AWS_")}
    assert aws == {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": account.server.url,
        "AWS_REGION": "eu-central-1",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
    assert environment["PATH"] == "/bin"


def test_with_auth_the_caller_is_a_user_and_policies_decide() -> None:
    with EmbeddedAws(auth=True) as server:
        account = Account(server)
        assert ":user/" in account.client("sts").get_caller_identity()["Arn"]
        denial = policy({"Effect": "Deny", "Action": "sqs:CreateQueue", "Resource": "*"})
        account.client("iam").put_user_policy(
            UserName="embedded-aws-operator", PolicyName="no-queues", PolicyDocument=denial
        )
        with pytest.raises(ClientError, match=r"AccessDenied.*sqs:CreateQueue"):
            account.client("sqs").create_queue(QueueName="refused")


def test_with_auth_a_bucket_that_denies_plain_http_stays_open(tmp_path: Path) -> None:
    with EmbeddedAws(auth=True, state_directory=tmp_path) as server:
        s3 = Account(server).client("s3")
        region = {"LocationConstraint": server.region}
        s3.create_bucket(Bucket="papers", CreateBucketConfiguration=region)
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        denial = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": insecure}
        document = policy({**denial, "Resource": ["arn:aws:s3:::papers", "arn:aws:s3:::papers/*"]})
        s3.put_bucket_policy(Bucket="papers", Policy=document)
        assert s3.get_bucket_policy(Bucket="papers")["Policy"] == document


def test_with_auth_our_own_services_are_authorized_too() -> None:
    with EmbeddedAws(auth=True) as server:
        account = Account(server)
        denial = policy({"Effect": "Deny", "Action": "application-autoscaling:*", "Resource": "*"})
        account.client("iam").put_user_policy(
            UserName="embedded-aws-operator", PolicyName="no-scaling", PolicyDocument=denial
        )
        with pytest.raises(ClientError, match="AccessDenied"):
            account.client("application-autoscaling").describe_scalable_targets(
                ServiceNamespace="ecs"
            )


def test_the_account_id_can_be_chosen() -> None:
    with EmbeddedAws(account_id="111122223333") as server:
        identity = Account(server).client("sts").get_caller_identity()
    assert identity["Account"] == "111122223333"


@pytest.mark.parametrize(
    ("arguments", "complaints"),
    [
        (
            ["--port", "0", "--state-dir", "x", "--account-id", "12"],
            ["--port: 0 is not between 1 and 65535", "--account-id: '12' is not 12 digits"],
        ),
        (["--port", "1"], ["--state-dir"]),
        (
            ["--port", "1", "--state-dir", "x", "--models", "/nowhere"],
            ["--models: /nowhere holds no models of botocore"],
        ),
    ],
)
def test_the_server_names_wrong_options_and_exits_2(
    arguments: list[str], complaints: list[str]
) -> None:
    command = [sys.executable, "-m", "scripts.embedded_aws.server", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert [complaint for complaint in complaints if complaint not in run.stderr] == []
