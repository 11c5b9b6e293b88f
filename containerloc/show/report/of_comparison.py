"""The report on a comparison, from what notebook 08 left."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from containerloc.show.report.parts import Report, Section, Table
from containerloc.show.report.sentences import credit_of, main_finding_sentence, verdict_sentence
from containerloc.show.report.tables import made, numbers_table, pictures, target_table
from containerloc.wording import DASH, listed, number

_PICTURES = {
    "08_differences.png": "Differences to the reference with their intervals.",
    "08_slices.png": "Differences on kinds of IDs and photos.",
    "08_changed.png": "The IDs that got better and worse most, by both.",
    "08_training_curves.png": "The trainings, over each other.",
}


def comparison_report(
    content: Mapping[str, Any],
    findings: Sequence[dict[str, Any]],
    record: Mapping[str, Any],
    *,
    figures: Sequence[str],
    files: Sequence[tuple[str, str]],
) -> Report:
    """The whole report; `content` is `comparison.json`."""
    reference, experiments = str(content["reference"]), content["experiments"]
    others = [name for name in experiments if name != reference]
    by_name = {
        name: [row for row in content["differences"] if row["experiment"] == name]
        for name in others
    }
    summary = [verdict_sentence(name, reference, by_name[name]) for name in others[:2]]
    credits = credit_of(experiments)
    summary.append(credits[0] if credits else main_finding_sentence(findings))
    return Report(
        f"{' and '.join(others[:2])} against {reference}"
        if len(others) < 3
        else f"{len(others)} experiments against {reference}",
        f"{content['labels']} labels on {content['images']} images of split {content['split']}",
        tuple(summary),
        (
            _findings(findings),
            _numbers(experiments),
            *_differences(by_name, reference),
            _changes(experiments),
            _targets(experiments),
            _corners(content),
            _cost(experiments),
            _labels(content),
            _agreement(content),
            pictures(_PICTURES, figures),
            Section("Files", links=tuple(files)),
            made(record),
        ),
    )


def _findings(findings: Sequence[Mapping[str, Any]]) -> Section:
    loud = [each for each in findings if each["code"] != "nothing-wrong"]
    rows = tuple((each["severity"], each["sentence"], each.get("advice") or DASH) for each in loud)
    table = Table(("severity", "what was found", "what to do"), rows)
    return Section("Findings", tables=(table,) if rows else ())


def _numbers(experiments: Mapping[str, Any]) -> Section:
    intro = (
        "Each experiment by itself, at its own threshold. Means over different detected IDs "
        "cannot be compared; the differences below are over IDs that both found."
    )
    metrics = {name: each["numbers"] for name, each in experiments.items()}
    return Section("Numbers", tables=(numbers_table(metrics, intro=intro),))


def _differences(by_name: Mapping[str, list[Any]], reference: str) -> list[Section]:
    columns = ("number", "difference (95 %)", "verdict", "p, Holm", "n")
    return [
        Section(
            f"{name} against {reference}",
            tables=(
                Table(
                    columns,
                    tuple(
                        (
                            row["metric"],
                            _difference(row),
                            row["verdict"],
                            number(row["p_holm"]),
                            number(row["n"]),
                        )
                        for row in rows
                    ),
                    numbers=(3, 4),
                ),
            ),
        )
        for name, rows in by_name.items()
    ]


def _difference(row: Mapping[str, Any]) -> str:
    if row["difference"] is None:
        return DASH
    sign = "+" if row["difference"] > 0 else ""
    ends = f"{number(row['ci_low'])} to {number(row['ci_high'])}"
    return f"{sign}{number(row['difference'])} ({ends})"


def _changes(experiments: Mapping[str, Any]) -> Section:
    rows = tuple(
        (name, change["key"], _plain(change["from"]), _plain(change["to"]), change["source"])
        for name, each in experiments.items()
        for change in each.get("changed", ())
    )
    columns = ("experiment", "key", "reference", "here", "source")
    return Section(
        "What was changed", credit_of(experiments), (Table(columns, rows),) if rows else ()
    )


def _plain(value: Any) -> str:
    return DASH if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _targets(experiments: Mapping[str, Any]) -> Section:
    tables, said = [], []
    for name, each in experiments.items():
        if each.get("targets"):
            table = target_table(pd.DataFrame(each["targets"]))
            tables.append(
                Table(("experiment", *table.columns), tuple((name, *row) for row in table.rows))
            )
        else:
            said.append(f"{name} set no target.")
    return Section("Targets", tuple(said), tuple(tables))


def _corners(content: Mapping[str, Any]) -> Section:
    rows = tuple(
        (
            row["experiment"],
            row["metric"].split("_")[0].upper(),
            number(row["reference"]),
            number(row["value"]),
            _difference(row),
            row["verdict"],
        )
        for row in content.get("corners", ())
        if row["metric"].endswith("_error_mean_px")
    )
    columns = ("experiment", "corner", "reference, px", "here, px", "difference", "verdict")
    return Section("Corners", tables=(Table(columns, rows, numbers=(2, 3)),) if rows else ())


def _cost(experiments: Mapping[str, Any]) -> Section:
    keys = ("parameters", "input_px", "ms_per_image", "device", "epochs", "training_s")
    rows = tuple(
        (name, *(_plain(each.get("cost", {}).get(key)) for key in keys))
        for name, each in experiments.items()
    )
    columns = (
        "experiment",
        "parameters",
        "input, px",
        "ms an image",
        "on",
        "epochs",
        "training, s",
    )
    return Section("Cost", tables=(Table(columns, rows),))


def _labels(content: Mapping[str, Any]) -> Section:
    rows = sorted(
        (row for row in content.get("changed_labels", ()) if row.get("difference_px") is not None),
        key=lambda row: row["difference_px"],
    )
    better = [row for row in rows if row["difference_px"] < 0][:5]
    worse = [row for row in rows[::-1] if row["difference_px"] > 0][:5]
    columns = ("image", "error of the reference, px", "here, px", "difference, px")
    texts = tuple(
        (row["image"], *(number(row[key]) for key in ("reference_px", "error_px", "difference_px")))
        for row in (*better, *worse)
    )
    table = Table(columns, texts, numbers=(1, 2, 3))
    return Section("IDs that got better and worse most", tables=(table,) if table.rows else ())


def _agreement(content: Mapping[str, Any]) -> Section:
    rows = tuple(
        (
            f"{row['first']}, {row['second']}",
            number(row["apart_px"], " px"),
            number(row["rank_correlation"]),
            number(row["both"]),
            number(row["neither"]),
        )
        for row in content.get("agreement", ())
    )
    columns = ("models", "apart (median)", "rank correlation of errors", "found by both", "by none")
    left_out = content.get("left_out") or {}
    names = [f"{key}: {value}" for key, value in left_out.items()]
    said = (f"Left out, because not all have them: {listed(names)}.",) if names else ()
    return Section("Agreement", said, (Table(columns, rows, numbers=(2, 3, 4)),) if rows else ())
