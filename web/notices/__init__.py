"""Messages in people's own words on the pages: looked at before they go out, and taken back."""
