"""Discord's commands and events: one in, one call, one send."""
