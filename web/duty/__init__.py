"""The duty desk: the start page, its log, and the way from an entry to an incident."""
