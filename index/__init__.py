"""The archive: reading, the catalog, vectors, search. Knows neither Discord nor Claude."""
