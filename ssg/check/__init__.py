"""Quality gates on the built site."""
