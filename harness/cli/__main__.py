"""`python -m harness.cli`, for where no console script is installed. Not: any command."""

from harness.cli import main

main(prog_name="assay")
