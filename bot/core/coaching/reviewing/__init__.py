"""What a draft is held to before it is sent, and how it is mended."""
