"""Files that people send to an incident, and who may open them again."""
