"""For people who write agreements in an editor: a language server and highlighting.

Everything but `server` and `pygments_lexer` is plain functions from a text and an offset to data,
so that it can be tested without an editor.
"""
