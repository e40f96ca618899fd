"""One job in a window: its picture and sound on one time axis, its contacts, its takes, and what can be done."""
