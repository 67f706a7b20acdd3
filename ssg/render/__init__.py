"""render: Job → Artifact, pure."""
