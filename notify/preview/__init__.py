"""A message in people's own words before it goes out: who would get it, by which way, as what text,
in how many parts and for which price. Nothing is written."""
