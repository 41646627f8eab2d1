"""Finding the right page: words, meaning, ranking, answers; and publishing what they need as a generation.

The way of a query: `words` understands it, `keywords` and `vectors` find candidates, `ranking` orders them, `answer`
picks the stored text that was asked for; `search.Searcher` is the one door. The way of a page: `pages` takes what is
searched from the content, `passages` cuts it, `encoder` embeds it, `publish` writes a generation.
"""
