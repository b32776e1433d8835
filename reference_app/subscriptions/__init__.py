"""Plans that customers subscribe to, and what they have access to. Not: asking the provider (`providers/`)."""
