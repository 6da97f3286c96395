"""The steps from one schema of the state database to the next."""
