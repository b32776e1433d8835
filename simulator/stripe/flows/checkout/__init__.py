"""Pages on which a buyer pays, and what is on their bill."""
