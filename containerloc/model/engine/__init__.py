"""How a photo passes through a network, on torch or on OpenVINO, which agree to a thousandth px.

- which of the two: `choice`
- the network itself: `networks`; a picture in, what is found in it out: `look`
- photos read while the network is at work: `ahead`
- the network as OpenVINO takes it: `converted`; kept beside the weights: `exported`, which opens
  only what this user's `seal` is on
"""
