"""Did the training run as the recipe asked, and how did it go?

`audit` applies all rules to an `evidence`, in the order in which findings are read: those of
`arguments`, `epochs` (with learning rate and warm-up) and `losses`. `rates` holds the learning
rates asked for against those that ran.
"""
