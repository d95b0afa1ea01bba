"""The responders' page: what one person must do now, on a phone with one bar of signal."""
