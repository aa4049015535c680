"""Files: what people hang on a record, kept once by content, told apart by content, checked again and again."""
