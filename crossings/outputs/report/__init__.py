"""The report: one self-contained page with the answer, its charts, and what it rests on."""
