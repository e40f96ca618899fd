"""The tray app: the queue at a glance, the GPU under control. A client of the daemon like any other."""
