"""Question and conversation in, a checked and cited Answer out."""
