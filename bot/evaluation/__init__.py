"""Measuring search and answers on questions whose evidence is known."""
