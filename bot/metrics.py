"""What the bot counts about itself, as Prometheus metrics.

What stands in the database is counted once a minute beside the bot's own work, so a scrape reads memory alone.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot import __version__


class Metrics:
    """Counters of one running bot, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

        def counter(name: str, counted: str, *labels: str) -> Counter:
            return Counter(name, counted, labels, registry=self.registry)

        def gauge(name: str, shown: str, *labels: str) -> Gauge:
            return Gauge(name, shown, labels, registry=self.registry)

        self.received = counter("bot_updates_received", "Updates stored")
        self.decided = counter("bot_updates_decided", "Updates decided")
        self.sent = counter("bot_messages", "Outgoing messages by what became of them", "state")
        self.decision_seconds = Histogram(
            "bot_batch_seconds",
            "Seconds to decide and store one batch",
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
            registry=self.registry,
        )
        self.alerts = gauge("bot_alerts", "Alerts that are not over", "kind")
        self.alerts_raised = counter("bot_alerts_raised", "Alerts sent, repeats included", "kind")
        self.faq_entries = gauge("bot_faq_entries", "Entries of the FAQ in use")
        self.faq_set = gauge("bot_faq_set", "Number of the published FAQ in use; 0: none")
        published = "When the FAQ in use was published; 0: it is not published"
        self.faq_published = gauge("bot_faq_published_timestamp_seconds", published)
        gauge("bot_build_info", "1 for the version of the program that runs", "version").labels(__version__).set(1)
        self.turns = counter("bot_turns", "Pieces of work that came to an end", "loop")
        self.processes = gauge("bot_processes", "Bot processes at work on the database, at the last look")
        self.ready = gauge("bot_ready", "Whether the bot can receive, decide and send")
        self.last_contact = gauge("bot_telegram_last_contact_timestamp_seconds", "When Telegram was last heard")
        self.webhook_pending = gauge("bot_webhook_pending_updates", "Updates that wait at Telegram for the webhook")
        failed = "When Telegram last could not deliver to the webhook; 0: never"
        self.webhook_failed_at = gauge("bot_webhook_last_error_timestamp_seconds", failed)
        self.ledger = gauge("bot_ledger", "The ledger's counts at the last look", "part")
        self.queue = gauge("bot_queue_depth", "Updates and messages that waited at the last look", "queue")
        oldest = "Since when the longest waiting update or message waits; 0: nothing waits"
        self.oldest_waiting = gauge("bot_oldest_waiting_timestamp_seconds", oldest)
        self.backup = gauge("bot_backup_timestamp_seconds", "When the newest backup was taken; 0: there is none")

    def text(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        return generate_latest(self.registry)
