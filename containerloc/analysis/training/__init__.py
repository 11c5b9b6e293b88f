"""Did the training run as the recipe asked, and how did it go?

`audit` applies all rules to an `evidence`, in the order in which findings are read. The rules stand
by what they look at: `arguments`, `warm_up`, `rates` (learning rates asked for and those that ran),
`epochs`, `losses` and the whole
`course`.
"""
