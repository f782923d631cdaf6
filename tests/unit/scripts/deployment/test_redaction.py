"""Secrets are removed from texts and JSON values."""

from scripts.deployment.redaction import Redaction


def test_secrets_are_removed_wherever_they_are_quoted() -> None:
    redaction = Redaction("correct horse")
    redaction.add("correct horse battery", None, 7)
    report = {"a": ["correct horse battery staple", 1, None], "b": {"c": "a correct horse"}}
    assert redaction.clean(report) == {"a": ["[hidden] staple", 1, None], "b": {"c": "a [hidden]"}}


def test_short_values_would_take_ordinary_words_apart() -> None:
    assert Redaction("secret7", "").clean("secret7") == "secret7"
