"""Label Studio there and back: configuration, tasks, passes."""
