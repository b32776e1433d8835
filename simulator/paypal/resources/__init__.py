"""What PayPal keeps: a module per family; a frozen struct, the ways between its states. Not: what one act does."""
