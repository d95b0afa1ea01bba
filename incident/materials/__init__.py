"""Files that people bring to an incident: photographs, voice notes, pasted texts.

Each is kept sealed under the key of its case; the log refers to it by id and keyed digest.
"""
