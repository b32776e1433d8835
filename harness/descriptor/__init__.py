"""`assay.toml`: what a team says about its own integration. Enter by `read`; everything else is how."""

from harness.descriptor.model import Descriptor
from harness.descriptor.reader import FILE_NAME, BrokenDescriptor, BrokenFile, read

__all__ = ["FILE_NAME", "BrokenDescriptor", "BrokenFile", "Descriptor", "read"]
