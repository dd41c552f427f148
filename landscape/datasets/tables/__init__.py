"""How a table of one's own is read: bytes to cells, cells to columns, columns to examples; nothing else lives here."""
