"""The words of reports, one module per language: ``WORDS`` maps ids to words and sentences.

In a sentence a figure or name stands as ``{name}``. All languages have the same ids and the same names.
"""
