"""What engines need beside us: PyTorch in the build that fits this machine, and the libraries around it.

Packages ship the small app alone. The rest lies in an environment of the user's, made at first start.
"""
