"""More machines than this one: how the nodes of a cluster get a part of the daemon's work, and give it back."""
