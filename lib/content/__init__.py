"""What a revision of the content repository declares, as types."""
