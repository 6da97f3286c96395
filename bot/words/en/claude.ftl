# Why Claude didn't answer, and that the archive is quoted instead.

claude-key-refused = Claude refused the key: check ANTHROPIC_API_KEY.
claude-timeout = Claude took too long.
claude-unreachable = Claude can't be reached.
claude-unreadable = Claude's answer can't be read.
claude-rate-limit = Claude is over its rate limit.
claude-overloaded = Claude is overloaded.
claude-refusal = Claude declined to answer this.
claude-max-tokens = Claude's answer grew too long and was cut.
claude-rounds = Claude went on searching.
claude-cut = Claude's answer broke off.
claude-context = The question with its evidence is too long for Claude.
claude-model = Claude doesn't know the model that is set: check FOOTNOTE_MODEL.
claude-forbidden = Claude's account doesn't allow this.
claude-effort = Claude's model takes no such effort: check FOOTNOTE_EFFORT.
claude-unsupported = Claude's address doesn't take what Footnote sends.
claude-api = Claude answered with an error.
claude-resting = Claude can't be asked just now.
claude-quoting = { $fault } Quoting the archive instead.
