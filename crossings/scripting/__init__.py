"""What scripts use, by what it is about; all of it is to be had from `crossings` itself."""
