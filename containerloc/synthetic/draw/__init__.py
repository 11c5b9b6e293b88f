"""What draws a photo of a container door, from random numbers alone.

Open `scene` for the order of things: a door is planned and painted (`door/`), its surroundings are
drawn (`scenery`, `backdrop`, `walls`), and a camera takes the photo (`photo/`). `world` says how
often what makes an ID hard to find is drawn. `raster`, `lettering` and `weather` are the tools.
"""
