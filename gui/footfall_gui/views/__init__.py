"""Windows, menus and dialogs, bound to the models. Nothing here speaks to the daemon."""
