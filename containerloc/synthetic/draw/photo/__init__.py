"""How a door becomes a photo.

`camera` says from where it is seen, `light` what the sensor records, `lens` what moves the pixels
afterwards (and the corners with them), `overlay` what a camera or a phone writes over it.
"""
