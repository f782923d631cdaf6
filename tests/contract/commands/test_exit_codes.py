"""How verbs end: one message on standard error, and the exit code that scripts rely on."""

import os
import signal

import pytest
import typer
from typer.testing import CliRunner

from scripts.aws.account import AwsError, aws_errors
from scripts.cli.exit_codes import UsageErrorExitsOne, exit_codes
from scripts.terraform import TerraformFailedError, TerraformNotUsableError
from scripts.terraform.synthesis import SynthesisError, UnknownDeploymentError
from scripts.terraform.target_account import WrongTargetError


def end_of(error: BaseException, wrong: int = 2) -> int:
    with pytest.raises(typer.Exit) as ended, exit_codes(wrong=wrong):
        raise error
    return int(ended.value.exit_code)


@pytest.mark.parametrize("wrong", [1, 2])
@pytest.mark.parametrize(
    "error",
    [
        UnknownDeploymentError("no such deployment"),
        TerraformNotUsableError("no Terraform"),
        SynthesisError(2, "deployments.x.region: wrong\n"),
    ],
)
def test_what_the_caller_got_wrong(
    error: Exception, wrong: int, capsys: pytest.CaptureFixture[str]
):
    assert end_of(error, wrong) == wrong
    assert capsys.readouterr().err.strip() == str(error).strip()


@pytest.mark.parametrize(
    "error",
    [
        AwsError("refused"),
        SynthesisError(1, "Traceback\n"),
        TerraformFailedError("plan", ["Error: x"]),
        WrongTargetError("another account"),
    ],
)
def test_what_failed_on_the_way_ends_with_1(error: Exception):
    assert end_of(error) == 1


def test_a_verb_names_its_own_refusals():
    class NotConfirmedError(Exception):
        """A refusal of some verb."""

    with pytest.raises(typer.Exit) as ended, exit_codes(refusals=[NotConfirmedError]):
        raise NotConfirmedError("not confirmed")
    assert ended.value.exit_code == 2


def interrupted_verb() -> None:
    with exit_codes(interrupted="Stopped."):
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()


def test_a_signal_ends_with_the_code_of_a_shell(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(typer.Exit) as ended:
        interrupted_verb()
    assert ended.value.exit_code == 128 + signal.SIGTERM
    assert capsys.readouterr().err == "Stopped.\n"


def test_other_errors_are_not_hidden():
    with pytest.raises(ZeroDivisionError), exit_codes():
        raise ZeroDivisionError


def test_wrong_options_end_with_1_where_2_has_a_meaning():
    app = typer.Typer()
    app.command("first")(lambda: None)
    app.command("plan", cls=UsageErrorExitsOne)(lambda: None)
    assert CliRunner().invoke(app, ["plan", "--no-such-option"]).exit_code == 1
    assert CliRunner().invoke(app, ["first", "--no-such-option"]).exit_code == 2


def test_an_error_of_aws_says_what_was_asked_and_what_to_do():
    from botocore.exceptions import ClientError, NoCredentialsError  # noqa: PLC0415

    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeKey")
    for error, advice in ((denied, "not allowed"), (NoCredentialsError(), "Sign in")):
        with pytest.raises(AwsError) as told, aws_errors("read the key"):
            raise error
        assert str(told.value).startswith("Could not read the key: ")
        assert advice in str(told.value)
