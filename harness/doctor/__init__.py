"""A walk over a descriptor against its running target: what works, and whose mistake is what does not. Not: judging."""
