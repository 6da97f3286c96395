# The panel of /setup: what a server wants of the daily digest.

setup-title = ## Daily digest
setup-begin =
    Nothing is posted on this server yet. Choose a channel or a forum, and the digest comes there every day at { $hour } ({ $zone }).
    Time zone, hour, publications and who may ask: all that follows when the channel is chosen.
setup-comes-hour = The digest comes to { $channel } at { $hour } ({ $zone }).
setup-comes-arrival = The digest comes to { $channel } as soon as it arrives.
setup-ask-heard = Questions about it are answered in its thread.
setup-ask-mention = Questions that mention me are answered in its thread.
setup-next = Next: **{ $title }** ({ $origin }) { $when }.
setup-next-now = Next: **{ $title }** ({ $origin }), within a minute.
setup-next-none = The next one comes when the archive has a new digest.
setup-next-unwanted = No digest of the archive has these publications and tags, so none is posted.
setup-gone = The digest's channel is gone, or I can't see it. Choose another.
setup-lacking = I can't post in { $channel } yet. There I still need: { $permissions }.
setup-refused = I can't post in { $channel } yet, so nothing was changed. There I still need: { $permissions }. Give me these, then choose it again.
setup-waits = Posts wait: { $reason } I look again every minute.
setup-channel-first = Choose a channel first: nothing is kept without one.

# Page 1

setup-page-when = When and where
setup-page-who = What and who
setup-channel = **Channel or forum**
    .placeholder = Choose where the digest comes
setup-hour = **Hour**
    .arrival = As soon as it arrives
setup-zone = **Time zone**: { $zone }, where it is { $time } now
setup-zone-unchosen = **Time zone**: UTC until you choose another; there it is { $time } now
setup-zone-change = Change
setup-zone-title = Time zone
setup-zone-city = A city or a region
    .description = Berlin, New York, Kolkata
setup-zone-which = Which time zone do you mean?
    .placeholder = Choose a time zone
setup-zone-near = I don't know the time zone “{ $typed }”. Did you mean { $zones }?
setup-zone-unknown = I don't know the time zone “{ $typed }”. Try a city, like Europe/Berlin.
setup-missed = **Digests that I missed** while I was off or couldn't post
    .newest = Post the newest of each publication
    .all = Post all of them
    .none = Post none that is a day late
setup-quiet-on = **Days without a digest**: I say so in a line
    .change = Say nothing
setup-quiet-off = **Days without a digest**: I say nothing
    .change = Say so

# Page 2

setup-publications = **Publications**
    .placeholder = All of them
setup-tags = **Tags**: a digest with any of these is posted
    .placeholder = Whatever the tags
setup-role = **Role to ping** with each digest
    .placeholder = Nobody
setup-role-everyone = I never ping everyone. Choose a role that people can have or leave.
setup-role-silent = I can't ping { $role } yet: in the role's settings allow anyone to mention it.
setup-roles = **Who may ask**
    .placeholder = Everybody
setup-channels = **Where I answer questions**
    .placeholder = Everywhere that I can write
