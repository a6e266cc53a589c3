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
        self.received = Counter("bot_updates_received", "Updates stored", registry=self.registry)
        self.decided = Counter("bot_updates_decided", "Updates decided", registry=self.registry)
        self.sent = Counter(
            "bot_messages", "Outgoing messages by what became of them", ["state"], registry=self.registry
        )
        self.decision_seconds = Histogram(
            "bot_batch_seconds",
            "Seconds to decide and store one batch",
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
            registry=self.registry,
        )
        self.alerts = Gauge("bot_alerts", "Alerts that are not over", ["kind"], registry=self.registry)
        self.alerts_raised = Counter(
            "bot_alerts_raised", "Alerts sent, repeats included", ["kind"], registry=self.registry
        )
        self.faq_entries = Gauge("bot_faq_entries", "Entries of the FAQ in use", registry=self.registry)
        self.faq_set = Gauge("bot_faq_set", "Number of the published FAQ in use; 0: none", registry=self.registry)
        self.faq_published = Gauge(
            "bot_faq_published_timestamp_seconds",
            "When the FAQ in use was published; 0: it is not published",
            registry=self.registry,
        )
        self.build = Gauge(
            "bot_build_info", "1 for the version of the program that runs", ["version"], registry=self.registry
        )
        self.build.labels(__version__).set(1)
        self.turns = Counter("bot_turns", "Pieces of work that came to an end", ["loop"], registry=self.registry)
        self.processes = Gauge(
            "bot_processes", "Bot processes at work on the database, at the last look", registry=self.registry
        )
        self.ready = Gauge("bot_ready", "Whether the bot can receive, decide and send", registry=self.registry)
        self.last_contact = Gauge(
            "bot_telegram_last_contact_timestamp_seconds", "When Telegram was last heard", registry=self.registry
        )
        self.webhook_pending = Gauge(
            "bot_webhook_pending_updates", "Updates that wait at Telegram for the webhook", registry=self.registry
        )
        self.webhook_failed_at = Gauge(
            "bot_webhook_last_error_timestamp_seconds",
            "When Telegram last could not deliver to the webhook; 0: never",
            registry=self.registry,
        )
        self.ledger = Gauge("bot_ledger", "The ledger's counts at the last look", ["part"], registry=self.registry)
        self.queue = Gauge(
            "bot_queue_depth", "Updates and messages that waited at the last look", ["queue"], registry=self.registry
        )
        self.oldest_waiting = Gauge(
            "bot_oldest_waiting_timestamp_seconds",
            "Since when the longest waiting update or message waits; 0: nothing waits",
            registry=self.registry,
        )
        self.backup = Gauge(
            "bot_backup_timestamp_seconds", "When the newest backup was taken; 0: there is none", registry=self.registry
        )

    def text(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        return generate_latest(self.registry)
