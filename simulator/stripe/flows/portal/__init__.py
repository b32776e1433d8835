"""The customer portal: what may be done there, who is let in, and what they do."""
