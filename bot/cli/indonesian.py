"""What click itself says, in Indonesian: a catalogue in the place of its gettext functions.

gettext's own catalogues are binary files that the environment chooses; staff read Indonesian whatever is set there.
"""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils

CATALOGUE = {
    # help
    "Usage:": "Cara menulis:",
    "Options": "Pilihan",
    "Commands": "Perintah",
    "Positional arguments": "Isian",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "Show the version and exit.": "Tampilkan versi program.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "default: {default}": "bawaan: {default}",
    "(dynamic)": "(dihitung)",
    "env var: {var}": "variabel: {var}",
    "required": "wajib",
    "Choose from:\n\t{choices}": "Pilih dari:\n\t{choices}",
    "Choice({choices})": "Pilihan({choices})",
    "file": "berkas",
    "directory": "folder",
    "path": "tempat",
    # wrong usage
    "Error: {message}": "Salah: {message}",
    "Try '{command} {option}' for help.": "Bantuan: {command} {option}",
    "Missing command.": "Perintahnya belum ditulis.",
    "Missing argument": "Tulis",
    "Missing option": "Tulis",
    "Missing parameter": "Tulis",
    "Missing {param_type}": "Tulis {param_type}",
    "Missing parameter: {param_name}": "Tulis {param_name}",
    "No such command {name!r}.": "Perintah '{name}' tidak ada.",
    "No such option {name!r}.": "Pilihan {name} tidak ada.",
    "Did you mean {possibility}?": "Mungkin maksudnya: {possibility}.",
    "Option {name!r} does not take a value.": "Pilihan {name} ditulis tanpa nilai.",
    "Option {name!r} requires an argument.": "Pilihan {name} perlu nilai di belakangnya.",
    "Argument {name!r} takes {nargs} values.": "{name} perlu {nargs} nilai.",
    "Takes {nargs} values but 1 was given.": "Perlu {nargs} nilai.",
    "{len_type} values are required, but {len_value} was given.": "Perlu {len_type} nilai, bukan {len_value}.",
    "Got unexpected extra argument ({args})": "Ada yang tidak dikenal di belakang: {args}.",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}: {message}",
    "Value must be an iterable.": "Harus beberapa nilai.",
    "{value!r} is not {choice}.": "'{value}' bukan {choice}.",
    "{value!r} does not match the format {format}.": "'{value}' tidak ditulis seperti {format}.",
    "{value!r} is not a valid {number_type}.": "'{value}' bukan angka yang benar.",
    "{value} is not in the range {range}.": "{value} di luar batas {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "'{value}' bukan salah satu dari: {states}.",
    "{value!r} is not a valid UUID.": "'{value}' bukan UUID.",
    "{name} {filename!r} does not exist.": "{name} '{filename}' tidak ada.",
    "{name} {filename!r} is a file.": "{name} '{filename}' adalah berkas.",
    "{name} {filename!r} is a directory.": "{name} '{filename}' adalah folder.",
    "{name} {filename!r} is not readable.": "{name} '{filename}' tidak bisa dibaca.",
    "{name} {filename!r} is not writable.": "{name} '{filename}' tidak bisa ditulis.",
    "{name} {filename!r} is not executable.": "{name} '{filename}' tidak bisa dijalankan.",
    "Could not open file {filename!r}: {message}": "Berkas '{filename}' tidak bisa dibuka: {message}",
    "unknown error": "sebab tidak diketahui",
    # questions at the terminal
    "Aborted!": "Dibatalkan.",
    "Error: invalid input": "Salah: isian tidak bisa dipakai",
    "Error: The two entered values do not match.": "Salah: kedua isian tidak sama.",
    "Repeat for confirmation": "Tulis sekali lagi",
    "Do you want to continue?": "Lanjutkan?",
    "Confirm the action without prompting.": "Lakukan tanpa bertanya.",
    "Press any key to continue...": "Tekan tombol apa saja …",
    "Shell completion is not supported for Bash versions older than 4.4.": "Perlu Bash 4.4 atau lebih baru.",
    "Couldn't detect Bash version, shell completion is not supported.": "Versi Bash tidak diketahui.",
}
"""click's sentences and ours; of those with a plural the singular alone, for Indonesian has one form."""

_MODULES = (core, decorators, exceptions, formatting, parser, shell_completion, termui, types, utils)


def speak_indonesian() -> None:
    """Have click look up what it says in the catalogue."""
    for module in _MODULES:
        for name, ours in (("_", _say), ("ngettext", _count)):
            if hasattr(module, name):
                setattr(module, name, ours)


def _say(text: str) -> str:
    return CATALOGUE.get(text, text)


def _count(one: str, many: str, number: int) -> str:
    return CATALOGUE.get(one, one if number == 1 else many)
