import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.data.label_file import parse_label_file

BOX = "0 0.5 0.375 0.5 0.15 "
RIGHT = BOX + "0.25 0.3 2 0.75 0.3 2 0.75 0.45 2 0.25 0.45 2"
RIGHT_2D = BOX + "0.25 0.3 0.75 0.3 0.75 0.45 0.25 0.45"


def _faults(text: str, dimensions: int = 3) -> list[tuple[str, int, str]]:
    parsed = parse_label_file(text.encode(), dimensions=dimensions, n_classes=1)
    assert len(parsed.numbers) == len(parsed.lines) == 0
    return [(fault.code, fault.line, fault.message) for fault in parsed.faults]


@pytest.mark.parametrize(("text", "dimensions"), [(RIGHT, 3), (RIGHT_2D, 2)])
def test_right_lines(text: str, dimensions: int) -> None:
    parsed = parse_label_file(text.encode(), dimensions=dimensions, n_classes=1)
    assert parsed.numbers.shape == (1, 5 + 4 * dimensions)
    assert parsed.lines.tolist() == [1]
    assert not parsed.faults


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_nothing_is_a_background(content: bytes) -> None:
    parsed = parse_label_file(content, dimensions=3, n_classes=1)
    assert parsed.numbers.shape == (0, 17)
    assert not parsed.faults


def test_windows_line_ends_byte_order_mark_and_blank_lines() -> None:
    other = RIGHT.replace("0.25 0.3", "0.26 0.3")
    content = f"\ufeff{RIGHT}\r\n\r\n{other}\r\n".encode()
    parsed = parse_label_file(content, dimensions=3, n_classes=1)
    assert parsed.lines.tolist() == [1, 3]


def test_repeated_lines_count_once() -> None:
    other = RIGHT.replace("0.25 0.3", "0.26 0.3")
    content = "\n".join([other, RIGHT, RIGHT, other + "  "]).encode()
    parsed = parse_label_file(content, dimensions=3, n_classes=1)
    assert parsed.lines.tolist() == [1, 2]
    assert parsed.duplicates == ((3, 2), (4, 1))


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (RIGHT.replace("0.75", "nan", 1), "label-not-finite", "corner TR x is nan"),
        (RIGHT.replace("0.75", "inf", 1), "label-not-finite", "corner TR x is inf"),
        (RIGHT.replace("0.15", "inf", 1), "label-not-finite", "box height is inf"),
        (RIGHT.replace("0.75", "left", 1), "label-not-a-number", "`left`"),
        (RIGHT.replace(" ", ","), "label-not-a-number", "spaces"),
        (BOX + "0.1 0.1 2 " * 3, "label-columns", "14 values.*17: 3 corners"),
        (BOX + "0.1 0.1 2 " * 5, "label-columns", "20 values.*17: 5 corners"),
        (BOX, "label-columns", "a box without corners"),
        (RIGHT_2D, "label-columns", r"kpt_shape: \[4, 2\]"),
        ("0", "label-columns", "1 values"),
        ("1" + RIGHT[1:], "label-class", "class 1, .* only class 0"),
        ("-1" + RIGHT[1:], "label-class", "class -1"),
        ("0.5" + RIGHT[1:], "label-class", "class 0.5"),
        (RIGHT.replace("0.75", "1.02", 1), "label-outside-image", "corner TR x is 1.02"),
        (RIGHT.replace("0.3 2 0.75", "-0.02 2 0.75", 1), "label-outside-image", "TL y is -0.02"),
        (RIGHT.replace("0.75", "300", 1), "label-outside-image", "look like pixels"),
        (RIGHT.replace("0.15", "-0.001", 1), "label-outside-image", "box height is -0.001"),
    ],
)
def test_a_wrong_line_is_named(line: str, code: str, words: str) -> None:
    faults = _faults(f"{RIGHT}\n{line}\n")
    assert [fault[:2] for fault in faults] == [(code, 2)]
    assert re.search(words, faults[0][2])


def test_two_values_a_corner_where_three_are_written() -> None:
    assert "kpt_shape: [4, 3]" in _faults(RIGHT, dimensions=2)[0][2]


def test_every_wrong_line_is_named() -> None:
    assert [fault[1] for fault in _faults(f"x\n{RIGHT}\ny")] == [1, 3]


def test_text_that_is_not_utf_8() -> None:
    parsed = parse_label_file("ü".encode("utf-16"), dimensions=3, n_classes=1)
    assert [fault.code for fault in parsed.faults] == ["label-file-unreadable"]


def test_a_hundredth_outside_the_picture_is_kept() -> None:
    text = RIGHT.replace("0.75", "1.01", 1).replace("0.25 0.3", "-0.01 0.3", 1)
    parsed = parse_label_file(text.encode(), dimensions=3, n_classes=1)
    assert parsed.numbers[0, [5, 8]].tolist() == [-0.01, 1.01]


@given(st.lists(st.floats(0, 1), min_size=16, max_size=16))
def test_numbers_come_back_as_written(numbers: list[float]) -> None:
    text = " ".join(["0", *map(repr, numbers)])
    parsed = parse_label_file(text.encode(), dimensions=3, n_classes=1)
    assert np.array_equal(parsed.numbers[0, 1:], numbers)
