"""Everything that people look at: figures, pages of photos, tables in words, reports.

- `plots`: every chart of the notebooks by name; each lives in `charts/`, one module per subject
- `photos/`: labels and predictions drawn on their photos
- `tables`: numbers and findings as a notebook displays them
- `report/`: the report on a run or a comparison, as Markdown and HTML
- `review/`: cases that people look at one by one and judge, as a page and as a widget
- `style`: palette, sizes, an empty figure; `panels`: points, intervals, named rows, notes

A new figure is a function in the module of `charts/` or `photos/` that has its subject; a chart is
listed in `plots`, too. It takes tables or arrays, and returns a figure:

1. Decorate it with `@style.styled`, and begin with `style.new_figure` or `photos.page.page_of`.
2. Return `style.sentence_figure("…")` where there is nothing to draw, and write with
   `panels.empty` into a single panel that stays empty.
3. Take colours from `style`: people with any colour vision tell them apart. Let shape, dashes or
   words say the same as a colour does.
4. Let the title state what the figure shows, with its numbers and their n. Count what is left out
   or lies beyond the axis (`panels.note_beyond`).
5. Test it with nothing, one and 3,000 IDs in the test module of its name.
"""
