"""Numbers about one run: what was predicted against what was labelled.

- `matching`: which prediction belongs to which label; `corner_errors`: how far off each label is
  (`LabelErrors`), from which everything else is computed.
- `first_choice`: whether a photo's most confident prediction is on its object; `confusion`: which
  class is taken for which.
- `headline`: the numbers of `metrics.json`.
- `thresholds`: the sweep over confidences, its plateau, and advice; `calibration`: whether the
  confidence knows of errors; `oks`: mAP as COCO and Ultralytics define it.
- `causes`, `cause_gains`, `enclosure`, `decomposition`: why labels are off.
- `slices`, `slice_columns`, `slice_tests`, `sizes`: which kinds of objects and photos are worse.

A new headline number: one entry in `containerloc.metric`, one row in `headline`.
"""
