"""Numbers and findings as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pandas as pd

from containerloc.analysis.diagnosis.diagnose import next_steps
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.experiment.gate import Gate
from containerloc.finding import Finding
from containerloc.metric import HEADLINE_METRICS, METRICS, SWEEP_METRICS, Metric, metric_of
from containerloc.quoting import markdown_text
from containerloc.wording import DASH, decimals, listed, number

if TYPE_CHECKING:
    from IPython.display import Markdown

# A name with two $ in it is no formula.
pd.set_option("display.html.use_mathjax", False)
_YES_NO: Final = {True: "yes", False: "no"}
# Headings of columns that are no metrics, where more is to be said than the key with spaces.
_HEADINGS: Final = {
    "line": "line of label file",
    "error_px": "distance error, px",
    "iou": "polygon IoU",
    "order": "corner order",
    "mean_px": "mean error, px",
    "std_px": "standard deviation, px",
    "median_px": "median, px",
    "p90_px": "90th percentile, px",
    "max_px": "maximum, px",
    "ci_low": "95 % interval from",
    "ci_high": "to",
    "correlation": "rank correlation",
    "asked": "asked for",
    "stated": "stated in recipe",
    "key": "setting",
    "from": "in reference",
    "to": "here",
    "counts": "can have an effect",
    "first": "experiment",
    "second": "and",
    "both": "detected by both",
    "only_first": "by the first only",
    "only_second": "by the second only",
    "neither": "by neither",
    "apart_px": "median distance apart, px",
    "rank_correlation": "rank correlation of errors",
    "against_label": "agree against label",
    "input_px": "input, px",
    "reference_px": "error of reference, px",
    "difference_px": "difference, px",
    "gap_along_px": "gap along text, px",
    "gap_across_px": "gap across text, px",
    "text_width_px": "width along text, px",
    "text_height_px": "height across text, px",
    "area_share": "share of photo",
    "images_usable": "usable images",
    "images_skipped": "skipped images",
    "images_without_label": "images without label",
    "images_with_several_labels": "images with several labels",
    "label_errors": "errors in labels",
    "label_warnings": "warnings on labels",
    "distance_px": "distance, px",
    "shift_px": "shift, px",
    "images_needed": "images needed",
    "as_another_class": "predicted as another class",
    "instead_of_another": "on a label of another class",
    "duplicates": "once more on a label",
    "rms_px": "root mean square error, px",
    **{
        f"{part}{end}": f"{part.replace('_', ' ')}, share{words}"
        for part in ("label_noise", "model_variance", "bias", "label_bias", "model_bias")
        for end, words in {"": "", "_low": ": 95 % from", "_high": ": to"}.items()
    },
}


def headline(numbers: pd.DataFrame, gate: str = "") -> pd.DataFrame:
    """The numbers of `measures.headline` on whole labels, written out: value, interval, n, misses.

    The mean error is written `mean ± standard deviation`. A dash is for what is unknown. `gate` is
    what it took to be found, in words.
    """
    rows, plain = {}, numbers.to_dict("index")
    for metric in HEADLINE_METRICS.values():
        if metric.corner or metric.key == "error_std_px":
            continue
        row = plain[metric.key]
        value = metric.value(row)
        if metric.key == "mde_px":
            value = f"{value} ± {metric.written(plain['error_std_px']['value'])}"
        rows[_defined(metric, gate)] = {
            "value": value,
            "95 % interval": metric.interval(row) or DASH,
            "n": f"{row['n']:.0f} {row['of']}",
            "misses": metric.misses,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def threshold_numbers(numbers: pd.DataFrame) -> pd.DataFrame:
    """The numbers of `thresholds.plateau.threshold_numbers` written out: value, interval, n."""
    rows = {}
    for key, row in numbers.to_dict("index").items():
        metric = metric_of(str(key))
        rows[metric.words] = {
            "value": metric.value(row),
            "95 % interval": metric.interval(row) or DASH,
            "n": f"{row['n']:.0f} {metric.of}",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def reading_numbers(numbers: pd.DataFrame) -> pd.DataFrame:
    """The numbers of reading in words, those that were measured; empty where nothing was read."""
    return threshold_numbers(numbers[numbers["n"] > 0]) if len(numbers) else pd.DataFrame()


def sweep_table(swept: pd.DataFrame, *, n_labels: int, gate: str = "") -> pd.DataFrame:
    """What each threshold keeps and loses, written out: one row per threshold.

    `gate` is what it takes to be detected, in words.
    """
    detected = swept["detected"].map(f"{{}} of {n_labels}".format)
    return _written_sweep(swept, {f"detected: {gate}" if gate else "detected": detected})


def unlabeled_sweep_table(swept: pd.DataFrame, *, n_images: int) -> pd.DataFrame:
    """What each threshold keeps where there are no labels, written out."""
    kept = swept["images_kept"].map(f"{{}} of {n_images}".format)
    return _written_sweep(swept, {"images with a prediction": kept})


def _written_sweep(swept: pd.DataFrame, counts: Mapping[str, "pd.Series[str]"]) -> pd.DataFrame:
    columns = [column for column in SWEEP_METRICS if column in swept]
    written = {
        SWEEP_METRICS[key].label: swept[key].map(SWEEP_METRICS[key].written) for key in columns
    }
    return pd.DataFrame({"threshold": swept["threshold"].map("{:g}".format), **counts, **written})


def numbers_table(runs: Mapping[str, Mapping[Any, Any]], gate: str = "") -> pd.DataFrame:
    """The same numbers of several runs with interval and n: the index in words, one column per run.

    Each run as `metrics.json` has it, by key; `gate` is what it took to be found, in words.
    """
    known = [key for key in HEADLINE_METRICS if any(key in numbers for numbers in runs.values())]
    metrics = [METRICS[key] for key in known if not METRICS[key].corner]
    columns = {
        name: [metric.with_interval(numbers.get(metric.key, {})) for metric in metrics]
        for name, numbers in runs.items()
    }
    return pd.DataFrame(columns, index=pd.Index([_defined(each, gate) for each in metrics]))


def headlines(runs: Mapping[str, Evidence]) -> pd.DataFrame:
    """The headline numbers of each experiment by itself, one column per experiment."""
    numbers = {name: run.numbers.to_dict("index") for name, run in runs.items()}
    return numbers_table(numbers, gates_in_words(run.settings.gate for run in runs.values()))


def gates_in_words(gates: Iterable[Gate]) -> str:
    """What it took to be found in each of several runs, once where that was the same."""
    return "; or ".join(dict.fromkeys(map(str, gates)))


def _defined(metric: Metric, gate: str) -> str:
    """The metric in words; of the detection rate, with what it takes to be found."""
    return f"{metric.words}: {gate}" if gate and metric.key == "detection_rate" else metric.defined


def findings_markdown(
    findings: Sequence[Finding], *, most_images: int = 8, page: str = ""
) -> "Markdown":
    """Findings as a list for a notebook: severity, sentence, what to do, which images.

    `page` is where review.html lies, to which the images then lead.
    """
    return _markdown("\n".join(_item(finding, most_images, page) for finding in findings))


def steps_markdown(findings: Sequence[Finding]) -> "Markdown":
    """What to do about the findings, as a numbered list for a notebook."""
    told = map(markdown_text, next_steps(findings))
    steps = [f"{number}. {step}" for number, step in enumerate(told, start=1)]
    return _markdown("\n".join(steps) or "No finding asks for an action.")


def heading(key: str) -> str:
    """What a column of that key is called, with its unit.

    Examples
    --------
    >>> heading("mde_px"), heading("apart_px"), heading("ms_per_image")
    ('mean distance error (MDE), px', 'median distance apart, px', 'ms per image')
    """
    metric = METRICS.get(key)
    return metric.label if metric else _HEADINGS.get(key, key.replace("_", " "))


def in_words(table: pd.DataFrame, *, digits: int = 3) -> pd.DataFrame:
    """The table to look at: known keys in words, yes and no, numbers rounded."""
    shown = {name: _shown(each, digits) for name, each in table.items()}
    written = pd.DataFrame(shown, index=table.index)
    return written.rename(columns=heading, index=_known_heading).rename_axis(index="")


def _shown(column: "pd.Series[Any]", digits: int) -> "pd.Series[Any]":
    """A column as people read it: three digits of its usual size, and no brackets of Python."""
    if column.dtype == bool:
        return column.map(_YES_NO)
    if pd.api.types.is_float_dtype(column):
        usual = column.abs().median()
        return column.round(min(decimals(usual) if usual >= 1 else digits, digits)) + 0.0
    return column.map(_plain) if column.dtype == object else column


def _plain(value: Any) -> Any:
    """The items of a dictionary, the entries of a list, in words."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(each)}" for key, each in value.items()) or DASH
    return ", ".join(map(str, value)) or DASH if isinstance(value, list | tuple) else value


def _known_heading(key: Any) -> Any:
    """Names of rows may be data, such as images: only keys that have words are replaced."""
    return heading(key) if key in _HEADINGS or key in METRICS else key


def table_or_sentence(table: pd.DataFrame, if_empty: str) -> "pd.DataFrame | Markdown":
    """The table in words, or the sentence in its place where it has no row that says anything.

    Columns that nothing is known of are left out.
    """
    known = table.dropna(how="all").dropna(axis="columns", how="all")
    return _markdown(if_empty) if known.empty else in_words(known)


def _markdown(text: str) -> "Markdown":
    from IPython.display import Markdown

    return Markdown(text)  # type: ignore[no-untyped-call]


def _item(finding: Finding, most_images: int, page: str) -> str:
    lines = [f"- **{finding.severity}** · `{finding.code}`: {markdown_text(finding.sentence)}"]
    if finding.advice:
        lines.append(f"  *What to do:* {markdown_text(finding.advice)}")
    if finding.images:
        images = markdown_text(listed(finding.images, most=most_images))
        look = f"[Look at]({quote(page)}#finding={quote(finding.code)})" if page else "Look at"
        lines.append(f"  *{look}:* {images}")
    return "  \n".join(lines)


def difference_table(differences: pd.DataFrame) -> pd.DataFrame:
    """Differences to the reference, written out; both values are over what both have."""
    return pd.DataFrame([_difference_row(row) for row in differences.to_dict("records")])


def _difference_row(row: Mapping[Any, Any]) -> dict[str, str]:
    metric = metric_of(str(row["metric"]))
    margin = f" within {metric.amount(row['margin'])}" if row["verdict"] == "equivalent" else ""
    threshold = {"threshold": f"{row['confidence']:g}"} if "confidence" in row else {}
    return threshold | {
        "experiment": row["experiment"],
        "number": metric.label,
        "value": metric.written(row["value"]),
        "reference": metric.written(row["reference"]),
        "difference (95 %)": metric.difference(row),
        "verdict": row["verdict"] + margin,
        "p (Holm)": DASH if pd.isna(row["p_holm"]) else f"{row['p_holm']:.3f}",
        "n": f"{row['n']:.0f} {row['of']}",
    }


def target_table(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Targets with what was measured, the verdict, and how large n must be to decide one."""
    return pd.DataFrame([_target_row(row) for row in verdicts.to_dict("records")])


def _target_row(row: Mapping[Any, Any]) -> dict[str, str]:
    metric = metric_of(str(row["metric"]))
    experiment = {"experiment": row["experiment"]} if "experiment" in row else {}
    return experiment | {
        "number": metric.words,
        "target": row["promise"],
        "measured": metric.with_interval(row),
        "verdict": row["verdict"],
        "n that would decide": number(row["images_needed"])
        if row["verdict"] == "undecided"
        else DASH,
    }
