"""Numbers of a case fitted to counts by days: what they say, and what they cannot say."""
