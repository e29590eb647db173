"""The evidence: what sources reported, and what is declared about the sources."""
