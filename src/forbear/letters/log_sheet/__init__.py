"""A sheet on which relatives, friends and colleagues note who asked them what, to be filled in by hand."""
