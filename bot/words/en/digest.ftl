# /digest: a digest at a glance.

digest-its-post = its post
digest-in-thread = in the thread of { $post }
digest-by-asking = is more; ask with /ask
digest-empty = The archive holds no dated digest yet.
digest-nothing = There is no digest for “{ $wanted }”. The archive goes from { $first } to { $last }.
