"""Warnings to the public on paper and as files, for those who publish them."""
