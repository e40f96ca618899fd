"""The local daemon that makes Foley for the clips it is given."""
