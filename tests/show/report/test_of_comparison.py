"""The report on a comparison: every section from comparison.json, in words."""

import pytest

from containerloc.show.report.of_comparison import comparison_report
from containerloc.show.report.render import as_markdown

NUMBER = {"value": 6.0, "ci_low": 5.0, "ci_high": 7.0, "n": 23, "of": "detected"}
TARGET = {**NUMBER, "metric": "mde_px", "promise": "below 2.5", "verdict": "missed"}
COST = {"parameters": 9_700_000, "input_px": 640, "ms_per_image": None, "device": "cpu"}


def difference(metric: str, value: float, verdict: str = "worse") -> dict:
    return {
        "experiment": "new",
        "metric": metric,
        "value": 6.0,
        "reference": 6.0 - value,
        "difference": value,
        "ci_low": value - 1,
        "ci_high": value + 1,
        "p_holm": 0.001,
        "verdict": verdict,
        "margin": 1.0,
        "n": 23,
        "of": "detected",
    }


@pytest.fixture
def content() -> dict:
    old = {"numbers": {"mde_px": NUMBER}, "targets": [], "cost": COST}
    change = {"key": "train.pose", "from": 12.0, "to": 20.0, "source": "recipe"}
    new = {**old, "targets": [{**TARGET, "images_needed": None}], "changed": [change]}
    label = {"image": "a.jpg", "line": 1, "reference_px": 2.0, "error_px": 9.5}
    return {
        "reference": "old",
        "split": "val",
        "images": 24,
        "labels": 24,
        "left_out": {"x.jpg": "not in new"},
        "experiments": {"old": old, "new": {**new, "credit": "Only train.pose was changed."}},
        "differences": [difference("mde_px", 4.0)],
        "corners": [difference("tl_error_mean_px", 10.0)],
        "changed_labels": [{**label, "experiment": "new", "change": "worse", "difference_px": 7.5}],
        "agreement": [
            {
                "first": "old",
                "second": "new",
                "apart_px": 3.0,
                "rank_correlation": None,
                "both": 23,
                "neither": 0,
            }
        ],
    }


def report(content: dict) -> str:
    finding = {"severity": "warning", "code": "worse", "sentence": "It is worse.", "advice": ""}
    finding |= {"images": [], "notebook": "08"}
    pictures, files = ["08_changed.png"], [("run.json", "what was run")]
    made = comparison_report(content, [finding], {"seed": 0}, figures=pictures, files=files)
    return as_markdown(made)


def test_every_section_holds_its_numbers_in_words(content) -> None:
    text = report(content)
    for row in (
        "It is worse.",
        "(MDE), px | 6.00 | 2.00 | +4.0 px (+3.0 to +5.0) | worse | 0.001 |",
        "| new | train.pose | 12 | 20 | recipe |",
        "| new | mean distance error (MDE) | below 2.5 | 6.0 px (5.0 to 7.0, n = 23) | missed |",
        "| new | TL error, mean, px | 6.00 | -4.00 | +10.0 px (+9.0 to +11.0) | worse |",
        "| old | 9700000 | 640 | cpu |",
        "| a.jpg | worse | 2 | 9.50 | 7.50 |",
        "| old | new | 3 | – | 23 | 0 |",
    ):
        assert row in text
    assert "x.jpg: not in new" in text
    assert "old has no target" in text
    assert "figures/08_changed.png" in text
    assert "08_slices.png" not in text


def test_a_changed_setting_keeps_its_digits(content) -> None:
    content["experiments"]["new"]["changed"][0] |= {"from": 0.0005, "to": 0.00125}
    assert "| 0.0005 | 0.00125 |" in report(content)


def test_no_raw_key_of_a_number(content) -> None:
    text = report(content)
    assert not [key for key in ("mde_px", "tl_error_mean_px", "difference_px") if key in text]


def test_what_was_not_recorded_has_no_section(content) -> None:
    for key in ("corners", "changed_labels", "agreement", "left_out"):
        del content[key]
    text = report(content)
    assert "<summary>Corners" not in text
    assert "<summary>Agreement" not in text
    assert "<summary>Cost" in text


def test_many_experiments_are_counted_in_the_title(content) -> None:
    new = content["experiments"]["new"]
    content["experiments"] |= {f"exp{k}": new for k in range(3)}
    assert report(content).startswith("# 4 experiments against old")


def test_of_several_experiments_each_has_its_labels(content) -> None:
    (label,) = content["changed_labels"]
    content["experiments"]["exp2"] = content["experiments"]["new"]
    content["changed_labels"] += [{**label, "experiment": "exp2", "image": "b.jpg"}]
    text = report(content)
    assert "| new | a.jpg | worse |" in text
    assert "| exp2 | b.jpg | worse |" in text


def test_a_card_names_its_experiment_and_info_has_none(content) -> None:
    told = {"severity": "warning", "sentence": "new and old are practically the same model: so."}
    rows = [
        {**told, "code": "practically-identical", "images": []},
        {"severity": "info", "code": "targets", "sentence": "Targets of new: 1 met of 1."},
    ]
    made = comparison_report(content, rows, {}, figures=[], files=[])
    assert [card.title for card in made.cards] == ["new: Practically identical predictions"]
    assert "Targets of new: 1 met of 1." in as_markdown(made)


def test_what_is_the_same_model_is_the_verdict(content) -> None:
    content["experiments"]["new"]["is_same"] = True
    assert "new is practically the same model as old." in report(content)
