"""Everything needed to talk to the Footfall daemon from elsewhere."""
