"""Notebooks that run on Kaggle: what to send there, and what comes back.

`kernel` writes the folders that Kaggle's own client sends, with `slugs` (what Kaggle lets things be
called) and `wheels` (the packages that its image lacks). `collect` files what a kernel left.
"""
