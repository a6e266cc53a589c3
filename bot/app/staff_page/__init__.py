"""The staff page wired: its ports over the store, the draft and the matcher, and where it is served."""
