"""Workers on other machines: Ray finds the machines and starts our processes there, the daemon stays the queue."""
