"""What the lines that people typed teach about lines worded like them."""
