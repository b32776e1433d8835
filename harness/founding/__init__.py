"""A new project from the model app that is installed beside us: `assay new`. Not: drafting for code that is there."""
