"""What a resident reads when he asks whether something is genuine."""

from __future__ import annotations

from bot.helpdesk.model.directory import Office, Officer, Village
from bot.helpdesk.model.markup import bold
from bot.helpdesk.texts.officer import EARLY_WARNING

B_CHECK = "Kirim ke petugas untuk diperiksa"
PLEASE_CHECK = EARLY_WARNING + "\nMohon diperiksa, apakah ini resmi:\n{text}"


def official(bot_name: str, village: Village | None, officer: Officer | None, office: Office) -> str:
    """Show the bot's own name, the officer and his office, what is never asked, and how to have things checked."""
    who = f"{bold(officer.name)}, {office.name}" if officer else bold(office.name)
    place = f" untuk {village.name}" if village else ""
    name = f"Nama resmi bot ini: {bold(f'@{bot_name}')}. Cocokkan hurufnya satu per satu.\n" if bot_name else ""
    return (
        f"{bold('Ini benar-benar petugas?')}\n\n"
        f"{name}Petugas{place}: {who}. Jawabannya datang lewat bot ini.\n\n"
        "Kami tidak pernah meminta uang, PIN, OTP, foto KTP, atau kiriman ke rekening pribadi.\n\n"
        "Ada nomor, tautan, iklan, atau pesan yang meragukan? Kirim ke sini, saya bantu memeriksanya."
    )


def checklist(
    official: tuple[str, ...] = (), alike: tuple[str, ...] = (), others: tuple[str, ...] = (), *, account: bool = False
) -> str:
    """Say what to look for in a number, link or advert, and what of it was found.

    Hosts: the government's, those that only sound like an office's, and others; `account`: a bank account's number
    is in it.
    """
    found = "".join(f"\n✓ {host} berakhiran .go.id." for host in official)
    found += "".join(f"\n⚠️ {host} BUKAN alamat pemerintah, walaupun namanya mirip kantor." for host in alike)
    found += "".join(f"\n⚠️ {host} BUKAN alamat pemerintah." for host in others)
    if account:
        found += "\n⚠️ Ada nomor rekening. Biaya resmi tidak pernah dibayar ke rekening pribadi."
    return (
        f"{bold('Periksa dulu, Bapak/Ibu')}{found}\n\n"
        "1. Situs resmi pemerintah berakhiran .go.id, misalnya imigrasi.go.id. "
        "Situs yang mirip nama kantor tetapi tidak berakhiran .go.id adalah tanda bahaya.\n"
        "2. Diminta membayar ke rekening pribadi? Itu tanda bahaya. Jangan kirim.\n"
        "3. Diminta PIN, OTP, atau foto KTP? Jangan berikan.\n"
        "4. Tawaran kerja dengan visa turis atau ziarah, gaji tinggi tanpa syarat, "
        "berangkat cepat, atau paspor dipegang agen: jangan berangkat dulu.\n\n"
        "Saya tidak bisa memastikan siapa pemilik suatu nomor. Petugas dapat membantu memeriksanya."
    )
