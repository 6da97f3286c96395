"""What a newcomer gets wrong: each check is a function that tells findings and changes nothing."""
