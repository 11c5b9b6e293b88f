"""The embedded world: draws photos of container doors, knows their true corners, plants faults."""
