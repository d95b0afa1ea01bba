"""A night at the duty desk, on both engines."""

from tests.stories.conftest import duty

__all__ = ["duty"]
