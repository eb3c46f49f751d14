"""Pure functions over text: sentences, passages, words. Nothing here reads a file or knows a study."""
