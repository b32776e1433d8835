"""What is sold, at which price, and what is taken off."""
