"""The descriptor: what a team writes about its integration."""
