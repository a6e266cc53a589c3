"""The help desk at work on the store: reads what a rule must know, lets it decide, saves what follows."""
