"""The vendor, as far as no library of theirs is needed to know it."""

VENDOR = "https://api.twilio.com"
