"""The plan record, its file format, and the independent audit."""
