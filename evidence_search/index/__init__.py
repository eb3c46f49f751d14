"""What is derived from the store for speed: the encoder, the vector index, the lexical index and their manifest."""
