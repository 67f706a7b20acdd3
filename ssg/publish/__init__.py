"""What stays on disk: outputs, the manifest that knows them, the cache that saves time."""
