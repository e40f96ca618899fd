"""How fast an engine makes sound on this machine, by how many clips run together."""
