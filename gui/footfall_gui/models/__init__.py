"""QObjects and item models: what the daemon knows, as Qt sees it. No widgets here."""
