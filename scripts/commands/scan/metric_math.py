"""CloudWatch's metric math on single numbers: whether an expression can come to a value at all.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (2026-11)
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Values = Mapping[str, float]
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class UnknownExpressionError(ValueError):
    """A part of an expression that is not known here; the message shows it."""


def identifiers(expression: str) -> set[str]:
    """The ids of other queries in an expression. Raises UnknownExpressionError."""
    tree = _parsed(expression)
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name) and each not in called]
    return {each.id for each in names}


def result(expression: str, values: Values, period: int) -> float | None:
    """The value of an expression; None where a division by zero leaves no datum.

    values: id of each query -> its number. Raises UnknownExpressionError.
    """
    try:
        return float(_value(_parsed(expression), values, period))
    except ZeroDivisionError:
        return None


@cache
def _parsed(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError:
        raise UnknownExpressionError(expression) from None


def _value(node: ast.expr, values: Values, period: int) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            terms = _value(left, values, period), _value(right, values, period)
            return _OPERATORS[type(op)](*terms)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
            terms = _value(left, values, period), _value(right, values, period)
            return _OPERATORS[type(op)](*terms)
        case ast.Call(func=ast.Name(id=function), args=args, keywords=[]):
            return _called(function, args, values, period)
    raise UnknownExpressionError(ast.unparse(node))


def _called(function: str, args: list[ast.expr], values: Values, period: int) -> Any:
    match function, args:
        case "IF", [condition, yes, no]:
            return _value(yes if _value(condition, values, period) else no, values, period)
        case "FILL", [metric, _]:
            return _value(metric, values, period)
        case "PERIOD", [ast.Name()]:
            return period
        case "SUM", [ast.Call(func=ast.Name(id="METRICS"), args=[])]:
            return sum(values.values())
        case "MIN", [ast.Call(func=ast.Name(id="METRICS"), args=[])]:
            return min(values.values())
    raise UnknownExpressionError(f"{function} of {len(args)}")
