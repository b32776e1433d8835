"""Plans, subscriptions and their money: what calls, buyers and time do to them. Not: how they are shown."""
