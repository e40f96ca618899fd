"""The built-in procedural engine: no weights, any machine."""
