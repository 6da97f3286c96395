# What can't be done while something is away.

away-database = The archive's database is away just now, so I can't look anything up. Please ask again in a minute.
away-disk = My disk is full, so I can't keep that. Please tell whoever runs me, and try again later.
