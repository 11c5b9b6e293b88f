"""YAML, JSON and XML from outside, bounded: what would fill the memory or never end is refused.

Each function raises a ValueError with one line that says what is wrong and, where it is known, in
which line; its caller knows the file.
"""

import json
import re
from typing import Any, Final
from xml.etree import ElementTree

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

_LONGEST_YAML: Final = 2_000_000  # characters
_DEEPEST: Final = 50
_MOST_VALUES: Final = 50_000  # of a YAML text
_LONGEST_NUMBER: Final = 100  # characters
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_MAY_BE_NO_TEXT: Final = re.compile(r"\\u(0000|[dD][89a-fA-F])")


def parse_yaml(text: str) -> Any:
    """The value of a YAML text; ValueError also for a key that is given twice."""
    if len(text) > _LONGEST_YAML:
        raise ValueError(f"longer than {_LONGEST_YAML:,} characters")
    try:
        return yaml.load(text, Loader=_BoundedLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise ValueError(f"{error.problem or error.context}{place}") from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise ValueError(" ".join(str(error).split())) from error


def parse_json(text: str | bytes) -> Any:
    """The value of a JSON text in UTF-8, with or without a byte-order mark."""
    try:
        content = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        value = json.loads(content, parse_int=_whole_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _MAY_BE_NO_TEXT.search(content):
        _refuse_no_text(value)
    return value


def parse_xml(content: bytes) -> ElementTree.Element:
    """The root of an XML text; one that declares a document type or entities is refused."""
    if b"<!DOCTYPE" in content.replace(b"\0", b""):  # also in UTF-16
        raise ValueError("it declares a document type, by which XML can grow without end")
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError) as error:  # an unknown encoding is the second
        raise ValueError(str(error)) from error


class _PythonParser(Reader, Scanner, Parser):
    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


_Parser: Any = _PythonParser
if yaml.__with_libyaml__:  # six times as fast; it can compose by itself, but without our bounds
    from yaml._yaml import CParser

    _Parser = CParser


class _BoundedLoader(Composer, _Parser, SafeConstructor, Resolver):  # type: ignore[misc]
    """Counts while it composes: depth, values, digits; refuses a key given twice."""

    def __init__(self, stream: str) -> None:
        _Parser.__init__(self, stream)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self.depth = self.n_values = 0
        self.sizes: dict[yaml.Node, int] = {}  # values in a finished node, itself included

    def compose_node(self, parent: yaml.Node | None, index: Any) -> Any:
        event, before = self.peek_event(), self.n_values
        self.depth += 1
        node: Any = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(event, yaml.AliasEvent):
            if node not in self.sizes:
                raise _fault("it contains itself", event)
            self.n_values += self.sizes[node]
        else:
            long = len(node.value) // 100 if isinstance(node, yaml.ScalarNode) else 0
            self.n_values += 1 + long  # a long text counts as several
            self.sizes[node] = self.n_values - before
        if self.n_values > _MOST_VALUES:
            problem = f"more than {_MOST_VALUES:,} values, an alias counted as what it stands for"
            raise _fault(problem, event)
        return node

    def compose_mapping_node(self, anchor: Any) -> Any:
        self._refuse_depth()
        return super().compose_mapping_node(anchor)

    def compose_sequence_node(self, anchor: Any) -> Any:
        self._refuse_depth()
        return super().compose_sequence_node(anchor)

    def _refuse_depth(self) -> None:
        if self.depth > _DEEPEST:
            raise _fault("nested too deeply", self.peek_event())

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep=deep)
        except yaml.YAMLError:
            raise
        except Exception as error:  # what a wrong number or date raises has no common type
            kind = node.tag.rpartition(":")[2]
            problem = f"{node.value!r:.40} is no value of the kind `{kind}`"
            raise _fault(problem, node) from error
        if isinstance(value, str) and _NO_TEXT.search(value):
            problem = f"{value!a:.40} holds a character that no text has"
            raise _fault(problem, node)
        return value

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        is_number = node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
        if is_number and len(node.value) > _LONGEST_NUMBER:
            problem = f"a number of {len(node.value)} characters"
            raise _fault(problem, node)
        return super().construct_scalar(node)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        return _bounded(super().construct_yaml_int(node))

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = set()
        for key_node, _ in node.value:
            key = (key_node.tag, key_node.value if isinstance(key_node.value, str) else key_node)
            if key in keys:
                problem = f"key `{key_node.value}` is given twice"
                raise _fault(problem, key_node)
            keys.add(key)
        return super().construct_mapping(node, deep=deep)


_constructors: Any = _BoundedLoader  # typed for the loaders of PyYAML only
_constructors.add_constructor("tag:yaml.org,2002:int", _BoundedLoader.construct_yaml_int)


def _fault(problem: str, there: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=there.start_mark)


def _whole_number(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits)} digits")
    return _bounded(int(digits))


def _bounded(number: int) -> int:
    if not -(2**63) <= number < 2**63:  # of what is counted and compared here
        raise ValueError(f"{number} is larger than any whole number here")
    return number


def _refuse_no_text(value: Any) -> None:
    """Raise a ValueError where a text, anywhere in the value, holds NUL or half a character."""
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, str) and _NO_TEXT.search(each):
            raise ValueError(f"{each!a:.40} holds a character that no text has")
        if isinstance(each, dict):
            stack += [*each, *each.values()]
        elif isinstance(each, list):
            stack += each
