"""The engine child: the only place that imports torch."""
