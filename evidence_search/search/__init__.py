"""The way of a question: understand → dense and lexical → fuse → rank studies → pick quotes → cite."""
