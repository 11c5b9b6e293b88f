"""Single lines of a label file changed, all other bytes kept."""

import pytest

from containerloc.data.label_edit import LineEdit, edited

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
