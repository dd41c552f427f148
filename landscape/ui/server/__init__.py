"""Routes, headers and start of the server: what visitors meet beside the pages."""
