"""What staff do with the FAQ in the chat and on the page: the draft in files, publications, the audit."""
