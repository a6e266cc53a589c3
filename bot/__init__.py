"""Tanya PIMPASA: answers villagers' questions on Telegram and hands the rest to the village's officer."""

__version__ = "0.2.0"
