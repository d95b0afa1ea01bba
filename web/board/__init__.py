"""The incident board: one incident as one audience may see it, in fragments that are patched."""
