"""Making gold: drafts, agreement, adjudication, remapping."""
