"""What the layout of a plain text says: headings, lists, tables, terms and the like, found by lines and indentation."""
