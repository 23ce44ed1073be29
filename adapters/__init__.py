"""The hands: what each platform needs to pass words on and draw replies; imports bot.core only."""
