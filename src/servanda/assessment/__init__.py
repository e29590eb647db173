"""Judgement: from duties and evidence to findings."""
