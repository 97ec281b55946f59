"""The integer program: columns and rows, one function per family."""
