"""Parts that several pages share: the viewer's component, tables, texts, progress and polling."""
