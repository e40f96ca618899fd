"""The `footfall` command: a client like any other.

Modules of this package import the client inside functions: `footfall --help` answers without loading sockets.
"""
