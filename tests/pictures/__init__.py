"""Pictures of every page, made from the running program: ``make pictures``."""
