"""Texts of .tfvars files: what they say, and what is refused."""

from typing import Any

SAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("# nothing\n// at all\n/* of\n any kind */\n", {}),
    ('aws_region = "us-west-2" # a remark\n', {"aws_region": "us-west-2"}),
    ("a = 1 // one\nb = 2 /* two */\n", {"a": 1, "b": 2}),
    ("a = 1\r\nb = 2\r\n", {"a": 1, "b": 2}),
    (
        "a = 0.5\nb = 16\nc = -3\nd = 1e3\ne = 1.50",
        {"a": 0.5, "b": 16, "c": -3, "d": 1000, "e": 1.5},
    ),
    ("a = true\nb = false\nc = null", {"a": True, "b": False, "c": None}),
    ('a = ["x", "y"]\n', {"a": ["x", "y"]}),
    ('a = [\n  "x", # first\n\n  "y",\n]\nb = []\n', {"a": ["x", "y"], "b": []}),
    ('a = { x = 1, "y" : 2 }\n', {"a": {"x": 1, "y": 2}}),
    ("a = {\n  x = 1\n  y = [true]\n}\n", {"a": {"x": 1, "y": [True]}}),
    (r'a = "q\"uo\\te\n\t\u00fc\U0001F600"', {"a": 'q"uo\\te\n\tü😀'}),
    ('a = "costs $5, 100% # no remark // none"', {"a": "costs $5, 100% # no remark // none"}),
    ('a = "$${x} %%{y} $x"', {"a": "${x} %{y} $x"}),
    ("a-b_c9 = 1", {"a-b_c9": 1}),
]

# Each after a first line that is right.
REFUSED = [
    "a = var.password",
    "a = hunter2",
    'a = "${hunter2}"',
    'a = "%{ if true }hunter2%{ endif }"',
    'a = upper("hunter2")',
    'a = "hunter2',
    'a = "hunter2\\q"',
    "a = <<EOT\nhunter2\nEOT\n",
    "a = 1 + 1",
    "a = [1 2]",
    "a = [1, 2",
    "a = { x = 1 y = 2 }",
    "a = { x = 1, x = 2 }",
    "a = 1 b = 2",
    "a = 1, b = 2",
    "a =",
    "= 1",
    "a 1",
    'a "b" { c = 1 }',
    "first = 2",
    "a = 1.",
    "a = .5",
    "a = 0x10",
    "a: 1",
    "'a' = 1",
    "/* hunter2",
]
