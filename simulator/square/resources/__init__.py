"""Square's objects: a frozen struct and its moves for each family. Not: what one act does across families."""
