"""Single lines of a label file changed, all other bytes kept."""

import numpy as np
import pytest

from containerloc.data.label_edit import LineEdit, edited, new_line

THREE = "0 .5 .5 .2 .2 " + " ".join(f"0.{k}0 0.{k}5 {k % 2 + 1}" for k in range(1, 5))


def test_other_lines_keep_every_byte() -> None:
    content = f"\ufeff{THREE}\r\n\n  {THREE}  \nlast".encode()
    assert edited(content, {}, dimensions=3) == content
    changed = edited(content, {3: LineEdit(remove=True)}, dimensions=3)
    assert changed == f"\ufeff{THREE}\r\n\nlast".encode()


def test_a_renamed_corner_keeps_its_digits_and_its_visibility() -> None:
    changed = edited(THREE.encode(), {1: LineEdit(("TR", "TL", "BL", "BR"))}, dimensions=3)
    assert changed.decode().split()[5:] == [
        "0.20",
        "0.25",
        "1",
        "0.10",
        "0.15",
        "2",
        "0.40",
        "0.45",
        "1",
        "0.30",
        "0.35",
        "2",
    ]


@pytest.mark.parametrize(("word", "inside"), [("-0.004", "0"), ("1.006", "1"), ("0.50", "0.50")])
def test_only_what_is_outside_moves_to_the_border(word: str, inside: str) -> None:
    line = f"0 .5 .5 .2 .2 {word} .1 .2 .2 .3 .3 .4 .4"
    changed = edited(line.encode(), {1: LineEdit(to_border=True)}, dimensions=2).decode()
    assert changed == line.replace(word, inside)


PLACED = np.array([[0.1, 0.2], [0.5, 0.2], [0.5, 0.4], [0.1, 0.4]])


def test_a_corner_that_is_placed_keeps_its_line_and_the_others_their_digits() -> None:
    only_tl = np.full((4, 2), np.nan)
    only_tl[0] = [0.05, 0.1]
    changed = edited(f"{THREE}\r\n".encode(), {1: LineEdit(corners=only_tl)}, dimensions=3)
    words = changed.decode().split(" ")
    assert words[5:8] == ["0.050000", "0.100000", "2"]
    assert words[8:] == f"{THREE}\r\n".split(" ")[8:]
    assert words[1:5] == ["0.225000", "0.275000", "0.350000", "0.350000"]


def test_a_hidden_corner_that_is_placed_is_visible() -> None:
    line = "3 .5 .5 .2 .2 0 0 0 .2 .2 2 .3 .3 1 .4 .4 2"
    words = edited(line.encode(), {1: LineEdit(corners=PLACED)}, dimensions=3).decode().split()
    assert words[5:11] == ["0.100000", "0.200000", "2", "0.500000", "0.200000", "2"]
    assert [words[k] for k in (0, 13, 16)] == ["3", "1", "2"]
    assert words[1:5] == ["0.300000", "0.300000", "0.400000", "0.200000"]


def test_where_a_corner_stays_hidden_the_box_stays() -> None:
    partly = PLACED.copy()
    partly[0] = np.nan
    for dimensions, hidden in ((3, "0 0 0"), (2, "-1 -1")):
        seen = " 2" if dimensions == 3 else ""
        line = f"0 .5 .5 .2 .3 {hidden}" + f" .2 .2{seen}" * 3
        changed = edited(line.encode(), {1: LineEdit(corners=partly)}, dimensions=dimensions)
        words = changed.decode().split()
        assert words[1:5] == [".5", ".5", ".2", ".3"]
        assert words[5 : 5 + dimensions] == hidden.split()


def test_a_new_line_is_read_like_any_other() -> None:
    words = new_line(2, PLACED, dimensions=3).split()
    assert words[:5] == ["2", "0.300000", "0.300000", "0.400000", "0.200000"]
    assert words[5:8] == ["0.100000", "0.200000", "2"]
    assert len(words) == 17
