"""What those rows mean: needs, stocks, counts, lists of trucks, futures, outlines."""
