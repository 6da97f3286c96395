"""Fetching the pages that digests cite, and feeds: politely, and nothing but the public web."""
