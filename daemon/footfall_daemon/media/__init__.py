"""The media child: everything that opens picture and sound files."""
