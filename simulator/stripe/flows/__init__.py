"""What one act does across families: a confirmation to intent, charge and books. Not: HTTP, storing, delivering."""
