"""The project's own tests. A package: libraries bring folders of this name, which would be found in its place."""
