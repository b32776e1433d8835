"""Credit notes: reckoned, issued, voided. Not: refunds and balances themselves."""
