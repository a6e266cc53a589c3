"""The staff's work on the FAQ: changes in the office's files, publishing them, sheets, and how the chat tells."""
