"""Readers of text: what a crop says. A reader of another kind is one file beside `rapid`.

- `reader`: what a reader is, and the one that is installed
- `rapid`: RapidOCR, recognition only
- `pictures`: crops at a reader's height, and what is read of many of them
"""
