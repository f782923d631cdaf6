"""The difference of two values, attribute by attribute, and its text."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.terraform.documents.masking import SENSITIVE, is_secret

INSIDE = "{…}"
UNKNOWN = "(known after apply)"
LONGEST = 100
MOST_LINES = 40


@dataclass(frozen=True)
class Difference:
    """The difference of one attribute before and after.

    path: such as `ingress[0].from_port`, or `rule["closed-paths"].action`; a JSON text is one
    attribute, and `parts` are the differences inside.
    before, after: as Terraform has them, so never to be printed; the texts are for that.
    """

    path: str
    before: Any
    after: Any
    unknown: bool = False
    sensitive: bool = False
    parts: tuple["Difference", ...] = ()

    @property
    def attribute(self) -> str:
        """The first name in its path."""
        return self.path.partition(".")[0].partition("[")[0]

    @property
    def before_text(self) -> str:
        """The old value in a few words."""
        return SENSITIVE if self.sensitive else self._text(self.before)

    @property
    def after_text(self) -> str:
        """The new value in a few words."""
        if self.unknown:
            return UNKNOWN
        return SENSITIVE if self.sensitive else self._text(self.after)

    @property
    def lines(self) -> tuple[str, ...]:
        """The difference line by line; for a document with the path inside it."""
        if self.sensitive or self.unknown:
            return self._one_line
        if self.is_whole:
            return _limited(list(self.leaves("")))
        if self.parts:
            return _limited([line for part in self.parts for line in part.labelled])
        if isinstance(self.before, list) and isinstance(self.after, list):
            return _limited(_list_lines(self.before, self.after)) or self._one_line
        if _has_lines(self.before) or _has_lines(self.after):
            return _limited(_text_lines(str(self.before or ""), str(self.after or "")))
        return self._one_line

    @property
    def is_whole(self) -> bool:
        """True for an object that is new, or gone."""
        return bool(self.parts) and not isinstance(self.before or self.after, str)

    @property
    def labelled(self) -> tuple[str, ...]:
        """The lines with the path in front."""
        lines = self.lines
        if len(lines) == 1 and not self.parts:
            return (f"{self.path}: {lines[0]}",)
        return (f"{self.path}:", *(f"  {line}" for line in lines))

    def leaves(self, place: str) -> Iterator[str]:
        """Every value of an object that is new, or gone."""
        for part in self.parts:
            path = f"{place}.{part.path}".removeprefix(".")
            if part.is_whole:
                yield from part.leaves(path)
            else:
                sign, text = ("-", part.before_text) if self.before else ("+", part.after_text)
                yield f"{sign} {path}: {text}"

    def _text(self, value: Any) -> str:
        """A value in a few words; not of objects and documents, whose parts may be secrets."""
        return INSIDE if self.parts and value else _short(value)

    @property
    def _one_line(self) -> tuple[str, ...]:
        return (f"{self.before_text} -> {self.after_text}",)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) and value else _as_json(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _has_lines(value: Any) -> bool:
    return isinstance(value, str) and "\n" in value.strip()


def _list_lines(before: list[Any], after: list[Any]) -> list[str]:
    old, new = ([_short(each) for each in values] for values in (before, after))
    return [
        *(f"- {each}" for each in old if each not in new),
        *(f"+ {each}" for each in new if each not in old),
    ]


def _text_lines(before: str, after: str) -> list[str]:
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    changed = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return [f"{line[0]} {_short(line[1:])}" for line in changed if line[1:].strip()]


def _limited(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_LINES
    return tuple(lines) if more <= 0 else (*lines[:MOST_LINES], f"… {more} more lines")


Pair = tuple[Any, Any]
# What makes an object of a list the same one as before, in Terraform's, IAM's and ECS's words.
IDENTITIES = (
    *("name", "Sid", "sid", "id", "rule_name", "key", "Name", "Id"),
    *("containerPath", "containerName", "field", "device_name", "type"),
)


def differences(
    before: Any, after: Any, unknown: Any = None, sensitive: Pair = (None, None), path: str = ""
) -> Iterator[Difference]:
    """Every attribute that differs.

    unknown and sensitive are Terraform's masks: true, or an object or list with true where a value
    is known after apply only, or must not be shown. Null and empty are one, and so are two JSON
    texts of the same content.
    """
    if unknown is True:
        yield Difference(path, before, None, unknown=True, sensitive=_hidden(path, before, None))
        return
    if True in sensitive or _hidden(path, before, after):
        if not _same(before, after):
            yield Difference(path, before, after, sensitive=True)
    elif isinstance(before, Mapping | None) and isinstance(after, Mapping | None):
        whole = bool(path) and not (before and after)
        place = "" if whole else path
        found = _of_objects(before or {}, after or {}, unknown, sensitive, place)
        if not whole:
            yield from found
        elif parts := tuple(found):
            yield Difference(path, before, after, parts=parts)
    elif _is_list(before, after):
        yield from _of_lists(before or [], after or [], unknown, sensitive, path)
    elif not _same(before, after):
        yield Difference(path, before, after, parts=_inside(before, after))


def _inside(before: Any, after: Any) -> tuple[Difference, ...]:
    """The differences inside two JSON texts."""
    documents = decoded(before), decoded(after)
    if documents == (None, None) or not all(
        document is not None or not text
        for document, text in zip(documents, (before, after), strict=True)
    ):
        return ()
    return tuple(differences(*documents))


def decoded(value: Any) -> Any:
    """The data in a JSON text of an object or list, otherwise None."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return None


def _of_objects(
    before: Mapping[str, Any], after: Mapping[str, Any], unknown: Any, sensitive: Pair, path: str
) -> Iterator[Difference]:
    unknown = unknown if isinstance(unknown, Mapping) else {}
    names = dict.fromkeys([*before, *after, *unknown])
    for name in names:
        old, new = before.get(name), after.get(name)
        # Most attributes stay; a type of Terraform's schema does not change between the two.
        if not unknown.get(name) and type(old) is type(new) and old == new:
            continue
        masks = (_under(sensitive[0], name), _under(sensitive[1], name))
        place = f"{path}.{name}" if path else name
        yield from differences(old, new, unknown.get(name), _named(after, name, masks), place)


def _named(values: Mapping[str, Any], name: str, masks: Pair) -> Pair:
    """The pair `{name: MYSQL_PASS, value: ...}` of environment variables hides its value."""
    if name.lower() == "value" and is_secret(str(values.get("name") or values.get("Name")), "?"):
        return True, True
    return masks


def _of_lists(
    before: list[Any], after: list[Any], unknown: Any, sensitive: Pair, path: str
) -> Iterator[Difference]:
    if not any(isinstance(each, Mapping) for each in [*before, *after]):
        if sorted(map(_canonical, before)) != sorted(map(_canonical, after)) or _holds(unknown):
            yield Difference(path, before, after, unknown=_holds(unknown))
        return
    for label, old, new in pair_up(before, after):
        index = after.index(new) if new in after else -1
        masks = (_under(sensitive[0], before.index(old) if old in before else -1),)
        place = f"{path}[{label}]"
        yield from differences(
            old, new, _under(unknown, index), (*masks, _under(sensitive[1], index)), place
        )


def pair_up(before: list[Any], after: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """A label and both versions of each object; None where it is new or gone.

    Terraform writes sets as lists, so the place in the list means little.
    """
    key = _identity(before, after)
    if key:
        news = {each[key]: each for each in after}
        for old in before:
            yield json.dumps(old[key]), old, news.pop(old[key], None)
        for name, new in news.items():
            yield json.dumps(name), None, new
        return
    texts = [_canonical(each) for each in after]
    kept = set()
    rest = []
    for old in before:
        text = _canonical(old)
        match = next((i for i, new in enumerate(texts) if new == text and i not in kept), None)
        rest += [old] if match is None else []
        kept |= set() if match is None else {match}
    news = {index: each for index, each in enumerate(after) if index not in kept}
    for index, new in news.items():
        yield str(index), rest.pop(0) if rest else None, new
    for offset, old in enumerate(rest):
        yield str(len(after) + offset), old, None


def _identity(before: list[Any], after: list[Any]) -> str:
    for key in IDENTITIES:
        if all(_distinct(each, key) for each in (before, after)):
            return key
    return ""


def _distinct(objects: list[Any], key: str) -> bool:
    values = [each.get(key) if isinstance(each, Mapping) else None for each in objects]
    return all(isinstance(value, str) and value for value in values) and len(set(values)) == len(
        values
    )


def _same(before: Any, after: Any) -> bool:
    if before in (None, "", [], {}) and after in (None, "", [], {}):
        return True
    if before == after:
        return isinstance(before, bool) == isinstance(after, bool)
    document = decoded(before)
    return document is not None and document == decoded(after)


def _is_list(before: Any, after: Any) -> bool:
    both = (before, after)
    return any(isinstance(each, list) for each in both) and all(
        isinstance(each, list | None) for each in both
    )


def _hidden(path: str, before: Any, after: Any) -> bool:
    name = path.rpartition(".")[2].partition("[")[0]
    return is_secret(name, before) or is_secret(name, after)


def _under(mask: Any, place: str | int) -> Any:
    if mask is True:
        return True
    if isinstance(mask, Mapping):
        return mask.get(str(place))
    if isinstance(mask, list) and isinstance(place, int) and 0 <= place < len(mask):
        return mask[place]
    return None


def _holds(mask: Any) -> bool:
    return mask is True or (isinstance(mask, list) and any(map(_holds, mask)))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
