"""A program that ends as soon as it is started: nobody ever listens on its port."""

raise SystemExit(1)
