"""Whether rejecting the least confident predictions leaves the better ones."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.show import panels, style
from containerloc.wording import counted

_VERDICTS = {
    "informative": "The confidence ranks predictions by their error",
    "misleading": "The confidence misleads: more confident predictions are farther off",
    "undecided": "Whether the confidence ranks predictions by their error is undecided",
    "uninformative": "The confidence cannot rank predictions: it, or the error, is the same in all",
}


@style.styled
def reject_curve(curve: pd.DataFrame, gain: "pd.Series[float]") -> Figure:
    """MDE and 90th percentile of what is kept, px, over the share rejected.

    `curve` and `gain` as `measures.calibration.reject_curve` and `reject_gain` give them. Lower is
    better; between the curve of the oracle, which rejects by the true error, and the level line
    of chance lies what a confidence can gain.
    """
    if curve.empty:
        return style.sentence_figure("Nothing is detected: there is nothing to reject.")
    figure = style.new_figure(4.6, title=_title(gain))
    axes = figure.subplots()
    _draw(axes, curve, float(gain["chance_px"]))
    # The last few kept say nothing of a rate, but may be far off.
    usual = curve.loc[curve["kept"] >= 0.05 * curve["kept"].max(), ["mde_px", "p90_px"]]
    axes.set(
        xlim=(0, 1),
        ylim=(0, panels.drawing_limit(usual.to_numpy().ravel(), gain["chance_px"])),
        xlabel="share of predictions rejected, the least confident first",
        ylabel="distance error of the kept, px",
    )
    panels.in_percent(axes.xaxis)
    panels.legend_below(axes, ncols=2, drop=0.2)
    return figure


def _draw(axes: Axes, curve: pd.DataFrame, chance_px: float) -> None:
    """What is kept by the confidence, by an oracle, and by chance."""
    rejected, mde, oracle = curve["rejected_share"], curve["mde_px"], curve["oracle_mde_px"]
    marker = "o" if len(curve) == 1 else ""
    labels = ["MDE of the kept", "90 % of the kept within"]
    axes.plot(rejected, curve[["mde_px", "p90_px"]], label=labels, marker=marker)
    axes.set_prop_cycle(linestyle=["-", "--"], color=[style.MUTED] * 2, lw=[1.4] * 2)
    labels = ["MDE, by an oracle", "90 % within, by an oracle"]
    axes.plot(rejected, curve[["oracle_mde_px", "oracle_p90_px"]], label=labels)
    axes.fill_between(rejected, oracle, mde, color=style.SERIES, alpha=0.1, lw=0)
    axes.axhline(chance_px, color=style.INK, ls=":", lw=1, zorder=1, label="MDE, by chance")


def _title(gain: "pd.Series[float]") -> str:
    verdict, n = str(gain["verdict"]), counted(int(gain["n"]), "prediction")
    if verdict == "uninformative" or gain[["gain", "ci_low"]].isna().any():
        return f"{_VERDICTS[verdict]} ({n})"
    share, low, high = (
        f"{gain[name]:.0%}".replace("-", "−") for name in ("gain", "ci_low", "ci_high")
    )
    return (
        f"{_VERDICTS[verdict]}: rejecting by it gains {share} of what an oracle gains "
        f"({low} to {high}, {n})"
    )
