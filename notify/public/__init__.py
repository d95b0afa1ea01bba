"""What is handed to those who publish to the public. Nothing here sends anything."""
