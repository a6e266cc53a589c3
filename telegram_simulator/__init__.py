"""A local Bot API server that plays Telegram for the demo, the tests and the benchmarks; knows nothing of the
bot."""
