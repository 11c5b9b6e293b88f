"""Charts, from tables to figures; `show.plots` lists them all, `show.panels` has what they share.

How far off: `errors`, `offsets` (which way). Why: `causes`, `relations` (with what errors go),
`slices`, `confusion` (of classes). Confidence: `confidence`, `thresholds`. Around it: `dataset`,
`training`. Several experiments: `differences`, `compared_curves`. `captions`: what is said of
labels without an error.
"""
