"""Numbers and findings as people read them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from containerloc.analysis.diagnosis.diagnose import next_steps
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.finding import Finding

if TYPE_CHECKING:
    from IPython.display import Markdown


# What stands in the headline table: key, words, how it is written, whether misses count.
_HEADLINE: Final = (
    ("detection_rate", "detection rate", "{:.1%}", "counted"),
    ("false_positives_per_image", "false positives per image", "{:.3f}", ""),
    ("mde_px", "distance error of an ID (MDE), px", "{:.2f}", "left out"),
    ("error_median_px", "· median, px", "{:.2f}", "left out"),
    ("error_p90_px", "· 90th percentile, px", "{:.2f}", "left out"),
    ("error_max_px", "· maximum, px", "{:.2f}", "left out"),
    ("nme", "NME: error / sqrt(w·h) of the labelled box", "{:.4f}", "left out"),
    ("iou_mean", "polygon IoU", "{:.3f}", "left out"),
    ("iou_mean_unconditional", "polygon IoU, unconditional", "{:.3f}", "count 0"),
    ("pck_05", "PCK at 5 % of sqrt(w·h)", "{:.1%}", "left out"),
    ("pck_05_unconditional", "PCK at 5 %, unconditional", "{:.1%}", "count 0"),
    ("pck_10", "PCK at 10 %", "{:.1%}", "left out"),
    ("pck_10_unconditional", "PCK at 10 %, unconditional", "{:.1%}", "count 0"),
    ("coverage_mean", "coverage: labelled area that is covered", "{:.3f}", "left out"),
    ("margin_mean", "margin: area outside, of the labelled area", "{:.3f}", "left out"),
    ("imbalance", "imbalance: worst / best corner's mean error", "{:.2f}", "left out"),
    ("order_wrong", "corners in a wrong order", "{:.0f}", "left out"),
    ("crossed", "self-crossing predictions", "{:.0f}", "left out"),
)


def headline(numbers: pd.DataFrame) -> pd.DataFrame:
    """The headline numbers of `summary.measures`, written out: value, interval, n, misses.

    MDE is written `mean ± std` over IDs. A dash stands for what is not known.
    """
    rows = []
    plain = numbers.to_dict("index")
    for key, words, form, misses in _HEADLINE:
        number = plain[key]
        value = _written(number["value"], form)
        if key == "mde_px":
            value += f" ± {_written(plain['error_std_px']['value'], form)}"
        ends = [_written(number[end], form) for end in ("ci_low", "ci_high")]
        interval = " to ".join(ends) if "–" not in ends else "–"
        n = f"{number['n']:.0f} {number['of']}"
        rows.append(
            {"": words, "value": value, "95 % interval": interval, "n": n, "misses": misses}
        )
    return pd.DataFrame(rows).set_index("")


def told(findings: Sequence[Finding], *, most_images: int = 8) -> "Markdown":
    """Findings as a list for a notebook: severity, sentence, what to do, which images."""
    from IPython.display import Markdown

    text = "\n".join(_item(finding, most_images) for finding in findings)
    return Markdown(text)  # type: ignore[no-untyped-call]


def steps(findings: Sequence[Finding]) -> "Markdown":
    """What to do about the findings, as a numbered list for a notebook."""
    from IPython.display import Markdown

    text = "\n".join(
        f"{number}. {step}" for number, step in enumerate(next_steps(findings), start=1)
    )
    return Markdown(text or "Nothing: no finding asks for it.")  # type: ignore[no-untyped-call]


def table_or_sentence(table: pd.DataFrame, if_empty: str) -> "pd.DataFrame | Markdown":
    """The table, or the sentence in its place where it has no row."""
    from IPython.display import Markdown

    return Markdown(if_empty) if table.empty else table  # type: ignore[no-untyped-call]


def _item(finding: Finding, most_images: int) -> str:
    lines = [f"- **{finding.severity}** · `{finding.code}`: {finding.sentence}"]
    if finding.advice:
        lines.append(f"  *What to do:* {finding.advice}")
    if finding.images:
        rest = len(finding.images) - most_images
        more = f" and {rest} more" if rest > 0 else ""
        lines.append(f"  *Look at:* {', '.join(finding.images[:most_images])}{more}")
    return "  \n".join(lines)


def _written(value: float, form: str) -> str:
    if pd.isna(value):
        return "–"
    return "∞" if value == float("inf") else form.format(value)


def headlines(runs: Mapping[str, Evidence]) -> pd.DataFrame:
    """The headline numbers of each experiment by itself, a column each: value, interval, n."""
    columns = {}
    for name, run in runs.items():
        table = headline(run.numbers)
        columns[name] = table["value"] + "  (" + table["95 % interval"] + "; " + table["n"] + ")"
    return pd.DataFrame(columns)


def difference_table(differences: pd.DataFrame) -> pd.DataFrame:
    """Differences written out: both values over what both have, difference, interval, verdict."""
    rows = []
    for row in differences.to_dict("records"):
        digits = 2 if str(row["metric"]).endswith("_px") else 3
        value, reference = (_number(row[key], digits) for key in ("value", "reference"))
        ends = [_number(row[key], digits, sign="+") for key in ("ci_low", "ci_high")]
        told = str(row["verdict"])
        told += f" within {row['margin']:g}" if told == "equivalent" else ""
        rows.append(
            {
                **({"threshold": f"{row['confidence']:g}"} if "confidence" in row else {}),
                "experiment": row["experiment"],
                "number": row["metric"],
                "its": value,
                "reference's": reference,
                "difference": _number(row["difference"], digits, sign="+"),
                "95 % interval": " to ".join(ends),
                "verdict": told,
                "p (Holm)": _number(row["p_holm"], 3),
                "n": f"{row['n']} {row['of']}",
            }
        )
    return pd.DataFrame(rows)


def _number(value: float, digits: int, *, sign: str = "") -> str:
    return "–" if pd.isna(value) else f"{value:{sign}.{digits}f}"
