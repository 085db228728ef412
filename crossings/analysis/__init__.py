"""What plans say to whoever decides: records and words, without a solver."""
