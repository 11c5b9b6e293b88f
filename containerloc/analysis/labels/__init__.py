"""Are the labels right? Each module asks one thing of them.

What geometry alone says: `structure` (with `corner_faults` and `naming`), `odd_shapes`, and
`repairs` of what is certain. Photos that are there twice: `copies`. What models say: `suspects`
(with `consensus`), `drift`. How noisy labels are: `second_reading`, `shared_noise`, and
`labels_or_model` for what an error is made of. `contents` counts; `corrections` compares before
and after. `findings` puts all of it into sentences.
"""
