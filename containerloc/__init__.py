"""How far off are the four corners, which one, on which images, and why?"""

__version__ = "0.2.0"
