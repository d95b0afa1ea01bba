"""What one person was told of an incident: every message, call and answer with its time."""
