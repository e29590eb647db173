"""Records made ready for judging once: a folder of integer columns and small dictionaries."""
