"""Gets weights for engines: from the hub where they are published, or from a folder where the user has them."""
