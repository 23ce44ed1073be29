"""What a language model may write, how it is asked, and what becomes of it."""
