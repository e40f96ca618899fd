"""What `make demo` shows: a film of our own, its Foley, and a picture of both."""
