"""Answers from the documents: what is asked, what applies, what is said."""
