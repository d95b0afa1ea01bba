"""The telephone list: whom a human has to call, and what came of it."""
