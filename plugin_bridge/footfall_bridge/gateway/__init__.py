"""Loopback HTTP and WebSocket in front of ZeroMQ, for hosts that cannot speak it: a client like any other."""
