"""Which confidence threshold? All of it follows from one matching.

`sweep`: what each threshold finds and loses; `plateau`: those with the fewest mistakes on these
images; `advice`: one that makes fewer than the threshold in use, on other images too.
"""
