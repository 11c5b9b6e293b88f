"""What comes from outside is parsed within bounds, or refused at once in one line."""

import math
import subprocess
import sys
from time import perf_counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from containerloc import parsing
from containerloc.parsing import parse_json, parse_xml, parse_yaml

NINE = "bcdefghij"
BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("a" + NINE, NINE, strict=False)
)
MERGED = "a: &a {x: 1}\n" + "".join(
    f"{name}: &{name}\n  <<: [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("a" + NINE, NINE, strict=False)
)
REFUSED_YAML = {
    "aliases of aliases": (BOMB, "more than 50,000 values"),
    "merged aliases": (MERGED, "more than 50,000 values"),
    "many keys": ("".join(f"k{i}: 1\n" for i in range(30_000)), "more than 50,000 values"),
    "itself": ("a: &a [*a]", "contains itself, line 1"),
    "itself in a mapping": ("a: &a\n  b: *a", "contains itself, line 2"),
    "brackets": ("[" * 3000 + "]" * 3000, "nested too deeply"),
    "braces": ("{a: " * 500 + "}" * 500, "nested too deeply"),
    "indented": ("".join(" " * i + "a:\n" for i in range(200)), "nested too deeply, line 51"),
    "digits": ("a: " + "9" * 5000, "a number of 5000 characters"),
    "fewer digits": ("\na: " + "9" * 400, "a number of 400 characters, line 2"),
    "minutes": ("a: 1" + ":59" * 10_000, "a number of 30001 characters"),
    "beyond 64 bits": ("a: " + "9" * 30, "no value of the kind `int`"),
    "long": ("#" * 2_000_001, "longer than 2,000,000 characters"),
    "date": ("a: 2024-99-99", "no value of the kind `timestamp`"),
    "tagged": ("a: !!timestamp x", "no value of the kind `timestamp`"),
    "python": ("!!python/object/apply:os.system [x]", "could not determine a constructor"),
    "twice": ("a: 1\nb: 2\na: 3", "`a` is given twice, line 3"),
    "key that is a list": ("[1]: 2", "unhashable"),
    "nul": ('a: "b\\0"', "no text has"),
    "control": ("a: \x1b", "control characters"),
    "documents": ("a: 1\n---\nb: 1", "another document"),
}


@pytest.mark.parametrize("kind", REFUSED_YAML)
def test_yaml_that_is_refused_in_a_second(kind: str) -> None:
    text, message = REFUSED_YAML[kind]
    start = perf_counter()
    with pytest.raises(ValueError, match=message) as refusal:
        parse_yaml(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200
    assert perf_counter() - start < 20  # on a busy machine; alone well below 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: 1\nb: [1.5, .inf, true, null, 2024-01-01]",
        "a: &x {b: 1}\nc: {<<: *x, b: 2}\nd: *x",
        "1: a\n'1': b",
        "größe: 集装箱",
        "a: 0x1F\nb: 1:30\nc: 1_000",
        "{a: [{b: [[]]}]}",
        "x: 1.0e+400",
    ],
)
def test_honest_yaml_means_what_it_means_to_everybody(text: str) -> None:
    assert parse_yaml(text) == yaml.safe_load(text)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
        max_leaves=10,
    )
)
def test_what_is_dumped_is_read_back(value: object) -> None:
    assert parse_yaml(yaml.safe_dump(value, allow_unicode=True)) == value


def test_the_bounds_hold_without_libyaml() -> None:
    script = (
        "import yaml; yaml.__with_libyaml__ = False; from containerloc import parsing;"
        "assert parsing._Parser is parsing._PythonParser;"
        "assert parsing.parse_yaml('a: &x [1]\\nb: *x') == {'a': [1], 'b': [1]}\n"
        "try: parsing.parse_yaml('[' * 300)\n"
        "except ValueError as error: assert 'too deeply' in str(error)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "too deeply"),
        ('{"a":' * 100_000, "too deeply"),
        ("9" * 400, "400 digits"),
        ("9" * 5000, "5000 digits"),
        (str(2**63), "larger than"),
        (f"[{-(2**70)}]", "larger than"),
        ('["\\ud800"]', "no text has"),
        ('{"a\\u0000": 1}', "no text has"),
        (b"\xff", "utf-8"),
        (b"", "Expecting value"),
        ('{"a": [{"b": "\\uDC00"}]}', "no text has"),
    ],
)
def test_json_that_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_json(text)


def test_honest_json() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": [1, 2.5, "\\ud83d\\ude00", "\\n"]}') == {
        "a": [1, 2.5, "😀", "\n"]
    }
    assert parse_json(str(2**63 - 1)) == 2**63 - 1
    assert math.isinf(parse_json("1e999"))  # whoever needs a finite number asks for it


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_document_type_is_refused(encoding: str) -> None:
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(ValueError, match="document type"):
        parse_xml(text.encode(encoding))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"\0",
        b"<a></b>",
        b'<?xml version="1.0" encoding="nope"?><a/>',
        b"<a>" * 100_000,
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
    ],
)
def test_xml_that_is_none(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_xml(content)


def test_honest_xml() -> None:
    assert parse_xml("<a b='größe &lt;!DOCTYPE'/>".encode()).get("b") == "größe <!DOCTYPE"
    assert parsing.parse_xml(b"<a>" * 1000 + b"</a>" * 1000).tag == "a"
