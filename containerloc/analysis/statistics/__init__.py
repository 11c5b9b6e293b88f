"""How sure a number is; knows nothing of IDs.

- `intervals`: rates, counts of events, bootstrap over images, images needed.
- `grouped`: means, spreads, quantiles and rates over groups of near-duplicate images.
- `imbalance`: the worst corner over the best one.
- `paired`: whether one of two experiments is better, on the same labels.
- `targets`: what was promised of a number; `error_rate`: the false alarms that all rules share.
"""
