"""The second pass: from the parse tree of a sentence to its meaning (GRAMMAR, rules of meaning)."""
