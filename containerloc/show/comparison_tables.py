"""The tables of a comparison as people read them."""

from collections.abc import Mapping

import pandas as pd

from containerloc.analysis.evidence import Evidence
from containerloc.show.tables import headline


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
        rows.append({
            **({"threshold": f"{row['confidence']:g}"} if "confidence" in row else {}),
            "experiment": row["experiment"], "number": row["metric"], "its": value,
            "reference's": reference, "difference": _number(row["difference"], digits, sign="+"),
            "95 % interval": " to ".join(ends), "verdict": told,
            "p (Holm)": _number(row["p_holm"], 3), "n": f"{row['n']} {row['of']}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def _number(value: float, digits: int, *, sign: str = "") -> str:
    return "–" if pd.isna(value) else f"{value:{sign}.{digits}f}"
