"""What comes round: tips that a team, or one person, reads at hours of their own choosing."""
