import numpy as np
import pandas as pd

from containerloc.experiment.gate import Gate
from containerloc.finding import Finding
from containerloc.metric import HEADLINE_METRICS, METRICS
from containerloc.show.tables import (
    difference_table,
    findings_markdown,
    gates_in_words,
    headline,
    in_words,
    numbers_table,
    steps_markdown,
    sweep_table,
    target_table,
    threshold_numbers,
    unlabeled_sweep_table,
)
from containerloc.wording import DASH

NUMBERS = pd.DataFrame(
    {"value": 0.5, "ci_low": 0.25, "ci_high": 0.75, "n": 74, "of": "detected"},
    index=list(HEADLINE_METRICS),
)


def test_mde_is_mean_and_std_with_interval_and_n() -> None:
    numbers = NUMBERS.copy()
    numbers.loc["mde_px", ["value", "ci_low", "ci_high"]] = [9.95, 9.0, 10.9]
    numbers.loc["error_std_px", "value"] = 4.32
    row = headline(numbers).loc[METRICS["mde_px"].defined]
    assert row.tolist() == ["9.95 px ± 4.32", "9.00 to 10.90", "74 detected", "left out"]


def test_unconditional_says_that_misses_count() -> None:
    row = headline(NUMBERS).loc[METRICS["iou_mean_unconditional"].label]
    assert row["misses"] == "counted"


def test_what_is_not_known_is_a_dash_and_not_a_number() -> None:
    numbers = NUMBERS.assign(value=np.nan, ci_low=np.nan, ci_high=np.nan)
    table = headline(numbers)
    assert set(table["95 % interval"]) == {"–"}
    assert not table["value"].str.contains("nan").any()


def test_findings_stand_with_what_to_do_and_where_to_look() -> None:
    images = tuple(f"{k}.jpg" for k in range(10))
    finding = Finding("missed-labels", "warning", "10 labels missed.", {}, images, "Look at them.")
    text = findings_markdown([finding], most_images=2).data
    assert "**warning** · `missed-labels`: 10 labels missed." in text
    assert "Look at them." in text
    assert "0.jpg, 1.jpg and 8 more" in text
    linked = findings_markdown([finding], page="../a b.html").data
    assert "[Look at](../a%20b.html#finding=missed-labels)" in linked


def test_steps_are_numbered_and_none_is_said() -> None:
    warning = Finding("a", "warning", "It is so.", advice="Look.")
    assert steps_markdown([warning]).data == "1. Look."
    assert steps_markdown([]).data


def test_no_key_and_no_corner_in_the_headline() -> None:
    table = headline(NUMBERS)
    assert not [words for words in table.index if "_" in words or words.startswith("T")]
    assert len(table) == sum(not metric.corner for metric in HEADLINE_METRICS.values()) - 1


def test_a_difference_is_written_with_its_interval_and_unit(difference_rows) -> None:
    error, rate = difference_table(difference_rows("new")).to_dict("records")
    assert error["number"] == "mean distance error (MDE), px"
    assert [error[key] for key in ("value", "reference", "n")] == ["5.00", "7.00", "74 labels"]
    assert error["difference (95 %)"] == "-2.00 px (-2.50 to -1.50)"
    assert rate["difference (95 %)"] == "-2.0 points (-2.5 to -1.5)"
    equal = difference_table(difference_rows("new").assign(verdict="equivalent", confidence=0.5))
    assert equal.loc[0, ["threshold", "verdict"]].tolist() == ["0.5", "equivalent within 1 px"]


def test_a_target_says_how_many_would_decide_it() -> None:
    row = {"metric": "mde_px", "promise": "below 10", "value": 9.0, "ci_low": 8.0, "n": 74.0}
    verdicts = pd.DataFrame(
        [
            {**row, "ci_high": 11.0, "verdict": "undecided", "images_needed": 300.0},
            {**row, "ci_high": np.inf, "verdict": "met", "images_needed": np.nan},
        ]
    )
    first, second = target_table(verdicts).to_numpy().tolist()
    assert first[2:] == ["9.0 px (8.0 to 11.0, n = 74)", "undecided", "300"]
    assert second[2:] == ["9.00 px (from 8.00, n = 74)", "met", DASH]


def test_a_sweep_is_written_in_words_with_what_its_counts_are_of() -> None:
    swept = pd.DataFrame({"threshold": [0.25], "detected": [72], "iou": [np.nan], "mde_px": 8.125})
    assert sweep_table(swept, n_labels=74).to_dict("records") == [
        {
            "threshold": "0.25",
            "detected": "72 of 74",
            "mean distance error (MDE), px": "8.12",
            "polygon IoU": DASH,
        }
    ]
    assert "detected: so and so" in sweep_table(swept, n_labels=74, gate="so and so")
    kept = pd.DataFrame({"threshold": [0.5], "images_kept": [3], "predictions_per_image": 1.5})
    (row,) = unlabeled_sweep_table(kept, n_images=4).to_dict("records")
    assert list(row.values()) == ["0.5", "3 of 4", "1.50"]


def test_what_it_takes_to_be_found_stands_beside_the_detection_rate() -> None:
    gate = Gate(iou=0.3, classes="together")
    (row,) = [name for name in headline(NUMBERS, gate=str(gate)).index if "0.3" in name]
    assert row == f"detection rate: {gate}"
    (row,) = numbers_table({"a": {"detection_rate": {}}}, str(gate)).index
    assert row == f"detection rate: {gate}"
    assert gates_in_words([gate, gate]) == str(gate)
    assert " or " in gates_in_words([gate, Gate(iou=0.2)])


def test_the_plateau_is_written_in_words() -> None:
    row = {"value": 0.25, "ci_low": np.nan, "ci_high": 0.5, "n": 74}
    table = threshold_numbers(pd.DataFrame([row], index=["plateau_low"]))
    words = METRICS["plateau_low"].words
    assert table.loc[words].tolist() == ["0.25", "up to 0.5", "74 labels"]


def test_a_table_to_look_at_has_words_for_its_keys() -> None:
    table = pd.DataFrame({"detected": [True, False], "mde_px": [1.23456, np.nan], "corner_x": "TL"})
    shown = in_words(table, digits=2)
    assert list(shown) == ["detected", METRICS["mde_px"].label, "corner x"]
    assert shown["detected"].tolist() == ["yes", "no"]
    assert shown[METRICS["mde_px"].label].iloc[0] == 1.23
    assert list(table) == ["detected", "mde_px", "corner_x"]


def test_an_empty_table_keeps_its_headings() -> None:
    assert list(in_words(pd.DataFrame(columns=["asked", "ran"]))) == ["asked for", "ran"]


def test_rows_named_by_keys_get_words_and_rows_named_by_images_stay() -> None:
    table = pd.DataFrame({"count": [1, 2]}, index=["label_errors", "photo_1.jpg"])
    assert list(in_words(table).index) == ["errors in labels", "photo_1.jpg"]
