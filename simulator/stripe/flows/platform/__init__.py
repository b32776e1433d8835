"""Money that a platform and its connected accounts share: application fees and transfers."""
