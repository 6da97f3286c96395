"""Stories: what the archive said before, and how a thing went on. Found on demand, never stored."""
