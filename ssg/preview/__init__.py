"""Preview: the site in a browser while its author writes."""
