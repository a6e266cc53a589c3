"""The only place that wires: Settings → a running bot."""
