"""What a study is, read from its record and text. Pure: text in, values out."""
