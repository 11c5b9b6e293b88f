"""The findings of notebook 05: what is structurally wrong with labels."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from containerloc.analysis.labels.copies import duplicate_photos
from containerloc.analysis.labels.second_reading import as_yaml
from containerloc.finding import SEVERITIES, Finding, findings, named
from containerloc.wording import counted


def label_findings(
    problems: pd.DataFrame, *, n_images: int, n_labels: int, beyond: Iterable[Finding] = ()
) -> tuple[Finding, ...]:
    """Findings of notebook 05: each kind of fault with its files, and what is beyond structure."""
    rows = [_of_code(str(code), rows) for code, rows in problems.groupby("code", sort=False)]
    nothing = f"No fault in {counted(n_labels, 'label')} of {counted(n_images, 'image')}."
    return findings([*rows, *beyond], if_none=nothing)


def _of_code(code: str, rows: pd.DataFrame) -> Finding:
    severity = min(rows["severity"], key=SEVERITIES.index)
    first = rows.iloc[0]
    where = f"{first['file']}, line {first['line']}" if first["line"] else str(first["file"])
    more = f" First of {counted(len(rows), 'place')}" if len(rows) > 1 else " It is"
    sentence = f"{_title(code)}: {str(first['message']).rstrip('.')}.{more}: {where}."
    return Finding(code, severity, sentence, {"places": len(rows)}, named(rows["image"]))


def _title(code: str) -> str:
    return code.replace("-", " ").capitalize()


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def copy_findings(groups: "pd.Series[int]", leaks: pd.DataFrame) -> Iterator[Finding]:
    """Photos that are there twice, within the split or across splits."""
    yield from duplicate_photos(groups)
    if len(leaks):
        yield Finding(
            "split-leak",
            "error",
            f"{counted(len(leaks), 'photo')} of this split {_are(len(leaks))} in another split, "
            "too: a model is judged on what it was trained on.",
            {"photos": len(leaks), "n": len(groups)},
            named(leaks["image_a"]),
            "Take them out of one of the splits, by door rather than by photo.",
        )


def suspects_told(suspected: pd.DataFrame, n_labels: int) -> Iterator[Finding]:
    """Labels to look at again for what the models see; structure and copies are told apart."""
    by_models = suspected[suspected["by_models"].astype(bool)]
    if len(by_models):
        share = len(by_models) / max(n_labels, 1)
        yield Finding(
            "labels-disputed",
            "error" if share > 0.05 else "warning",
            f"{counted(len(by_models), 'label')} of {n_labels} {_are(len(by_models))} not where "
            "the models see the ID, further off than chance and hard photos explain.",
            {"suspected": len(by_models), "n": n_labels},
            named(by_models["image"]),
            "Look at them below, worst first; `containerloc labels suspects` writes them for CVAT "
            "and as COCO keypoints.",
        )


def noise_told(noise: pd.DataFrame) -> Iterator[Finding]:
    """What a second reading says of the labels' scatter and offsets."""
    if noise.empty or not noise["n"].max():
        return
    ends = ("noise_px", "noise_px_low", "noise_px_high")
    told = ", ".join(
        "{} {:.2f} ({:.2f} to {:.2f})".format(corner, *(row[end] for end in ends))
        for corner, row in noise.iterrows()
    )
    n = int(noise["n"].max())
    yield Finding(
        "label-noise",
        "info",
        f"By {counted(n, 'second reading')} one reading of a corner scatters, per axis, by {told} "
        f"px. No model can come closer on these labels. The OKS sigmas that follow: "
        f"{as_yaml(noise['sigma'].tolist())}.",
        {str(corner): row.to_dict() for corner, row in noise.iterrows()},
    )
    for corner, row in noise.iterrows():
        for axis in ("along", "across"):
            low, high = row[f"offset_{axis}_px_low"], row[f"offset_{axis}_px_high"]
            largest = max(abs(low), abs(high))
            if np.sign(low) == np.sign(high) != 0 and largest > 2 * row["noise_px"]:
                yield _offset(str(corner), axis, row)


def _offset(corner: str, axis: str, row: "pd.Series[float]") -> Finding:
    value = float(row[f"offset_{axis}_px"])
    where = "further in" if value > 0 else "further out"
    return Finding(
        "labels-biased",
        "warning",
        f"{corner}'s labels lie {abs(value):.1f} px {where} than the second reading, {axis} the "
        f"text ({row[f'offset_{axis}_px_low']:.1f} to {row[f'offset_{axis}_px_high']:.1f}, "
        f"n = {row['n']:.0f}): two readers mean different places.",
        {"corner": corner, "axis": axis, "offset_px": value, "n": float(row["n"])},
        advice=f"Agree on where {corner} is, in writing, with a picture.",
    )


def verdicts_told(verdicts: pd.DataFrame) -> Iterator[Finding]:
    """Labels or model, for each corner, as far as it is decided."""
    if verdicts.empty:
        return
    decided = verdicts[verdicts["verdict"] != "undecided"]
    of_labels = decided[decided["verdict"].str.startswith("label")]
    for corner, row in of_labels.iterrows():
        part = str(row["verdict"]).replace(" ", "_")
        share, low, high = row[part], row[f"{part}_low"], row[f"{part}_high"]
        yield Finding(
            "labels-not-model",
            "warning",
            f"{corner}'s error ({row['rms_px']:.1f} px root mean square) is mostly "
            f"{row['verdict']}: {share:.0%} of its square ({low:.0%} to {high:.0%}, "
            f"n = {row['n']:.0f}). A better model would not be seen.",
            {"corner": corner, "verdict": row["verdict"], "share": float(share)},
            advice=f"Place {corner} again by a written rule before training anew.",
        )
    told = [f"{corner} {row['verdict']}" for corner, row in verdicts.iterrows()]
    needed = verdicts.loc[verdicts["verdict"] == "undecided", "images_needed"]
    more = needed[np.isfinite(needed)]
    what = ""
    if len(more):
        what = f" About {more.max():.0f} labels or readings would decide what is undecided."
    elif len(needed):
        what = " A second reading of some labels, or another model, would decide more."
    yield Finding(
        "labels-or-model",
        "info",
        f"What each corner's error mostly is: {', '.join(told)}.{what}",
        {"verdicts": dict(zip(verdicts.index, verdicts["verdict"], strict=True))},
    )


def drifts_told(drifts: pd.DataFrame) -> Iterator[Finding]:
    """Annotators, batches or days that place a corner otherwise than the rest."""
    for row in drifts.drop_duplicates(["column", "corner", "axis"]).head(3).to_dict("records"):
        where = "further out" if row["shift_px"] > 0 else "further in"
        yield Finding(
            "labels-drift",
            "warning",
            f"Labels with {row['column']} {row['level']} have {row['corner']} "
            f"{abs(row['shift_px']):.1f} px {where} {row['axis']} the text than the others, by the "
            f"same model (n = {row['n']}).",
            {key: row[key] for key in ("column", "level", "corner", "axis", "shift_px", "p", "n")},
            advice="Compare the rules by which they were labelled; label some of them again.",
        )
