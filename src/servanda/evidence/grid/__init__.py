"""How very many circles lie to areas: cells first, outlines only where a border is near."""
