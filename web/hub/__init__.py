"""The hub: open boards kept true, each fragment sent once, to everybody who watches the same view.

A *view* is one incident as one audience may see it. It has an epoch (which life of the program)
and a revision (how often it has changed); every fragment carries the revision in which it last
changed. To resume is to get the fragments that are newer than one's own.
"""
