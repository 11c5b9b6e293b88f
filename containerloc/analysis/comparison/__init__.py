"""Is one experiment really better than another, in what, where, and because of which change?

`numbers` declares how each number is computed per label and paired; `differences` compares them,
`slice_differences` within kinds of IDs and photos, `changed_labels` label by label; `changes` says
what differs between recipes and trainings, `cost` what each takes, `likeness` whether there are two
models at all. `findings` applies the rules of `rules_sameness`, `rules_fairness` and
`rules_outcome` to what `compared` holds. A new number: one line in `numbers`, and its words in
`containerloc.metric`.
"""
