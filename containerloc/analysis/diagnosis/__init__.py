"""Why are the predictions of an experiment off, and what is to be done?

`diagnose` applies all rules to an `evidence`, in the order in which findings are read. The rules
stand by what they look at: `rules_settings` and `rules_threshold`, `rules_data`, `rules_side`,
`rules_corner` and `rules_hidden`, `rules_slice`, `rules_class`, `rules_choice`, `rules_cause`,
`rules_target`. `traits` are what the labels of a finding have in common. `stories` group findings
by their cause; `proposal` turns them into the next experiment. A new rule: write it in the module
of what it looks at, and put it into that module's tuple.
"""
