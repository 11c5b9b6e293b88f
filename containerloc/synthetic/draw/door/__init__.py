"""The door of a container in its own millimetres.

`plan` chooses, `door` paints. The ID is placed by `layout` and painted by `marking`, which knows
its exact corners; `bodywork` and `fittings` are steel, `decals` and `stickers` what else is on it.
"""
