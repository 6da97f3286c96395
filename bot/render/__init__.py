"""Answers and digests as Discord messages or terminal text; limits and escaping live here."""
