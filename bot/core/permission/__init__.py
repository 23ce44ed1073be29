"""Who may call whom: what was said, the rules that read it, and the verbs that change it."""
