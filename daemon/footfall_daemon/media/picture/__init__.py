"""Looking at a picture for sound: cuts, camera, moving things, and the moments at which they touch."""
