"""How the shipped model is made: sources → pairs → vocabulary → learning → model folder with its card.

Nothing here is needed to serve; `python -m indexer train` is the only way in. docs/model.md tells the whole story.
"""
