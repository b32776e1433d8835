"""The control catalogue: what is asked, why, and how it maps to standards."""
