"""Why the operating system refused something, in Indonesian: what it says itself is English and full of terms."""

from __future__ import annotations

import errno

REASONS = {
    errno.ENOENT: "tidak ada di sini",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EROFS: "disknya hanya bisa dibaca",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.EIO: "disk rusak atau terlepas",
    errno.ENXIO: "alatnya tidak tersambung",
    errno.ENODEV: "alatnya tidak tersambung",
    errno.ESTALE: "folder jaringan terputus",
    errno.EISDIR: "ini folder, bukan berkas",
    errno.ENOTDIR: "ini berkas, bukan folder",
    errno.EEXIST: "sudah ada yang bernama itu",
    errno.ENOTEMPTY: "foldernya tidak kosong",
    errno.EXDEV: "ada di disk lain",
    errno.EBUSY: "sedang dipakai program lain",
    errno.ETXTBSY: "sedang dipakai program lain",
    errno.EAGAIN: "sedang sibuk",
    errno.EFBIG: "berkasnya terlalu besar",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.ELOOP: "tautan berkasnya berputar-putar",
    errno.EINVAL: "permintaannya tidak bisa dilayani",
    errno.EMFILE: "terlalu banyak berkas terbuka",
    errno.ENFILE: "terlalu banyak berkas terbuka",
    errno.ENOMEM: "memori habis",
    errno.EPIPE: "sambungan terputus",
    errno.EADDRINUSE: "port itu dipakai program lain",
    errno.EADDRNOTAVAIL: "alamat itu bukan milik komputer ini",
    errno.ECONNREFUSED: "sambungan ditolak",
    errno.ECONNRESET: "sambungan terputus",
    errno.ECONNABORTED: "sambungan terputus",
    errno.ETIMEDOUT: "tidak ada jawaban",
    errno.EHOSTUNREACH: "komputer itu tidak terjangkau",
    errno.ENETUNREACH: "jaringan tidak terjangkau",
    errno.ENETDOWN: "jaringan mati",
}
_KINDS: dict[type[OSError], int] = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    IsADirectoryError: errno.EISDIR,
    NotADirectoryError: errno.ENOTDIR,
    FileExistsError: errno.EEXIST,
    TimeoutError: errno.ETIMEDOUT,
    ConnectionRefusedError: errno.ECONNREFUSED,
    ConnectionError: errno.ECONNRESET,
}
"""What those without a number are, as libraries raise them."""
CUT_OFF = REASONS[errno.ECONNRESET]
NO_SUCH_NAME = "nama servernya tidak ditemukan"
UNTRUSTED = "sertifikatnya tidak bisa dipercaya"
TRUST_IT = (
    "Setel jam komputer ini (timedatectl set-ntp true). Bila jamnya benar, jaringan kantor mencegat sambungan: "
    "minta pengecualian untuk alamat itu."
)
NOT_TELEGRAM = "yang menjawab bukan Telegram"
SIGN_IN = "Bila jaringan ini meminta masuk lewat halaman, masuklah dulu."
OTHER = "kesalahan sistem {number}"


def why_not(error: OSError) -> str:
    """Say why something could not be read, written or reached; what is not in the table by its number."""
    number = error.errno or next((number for kind, number in _KINDS.items() if isinstance(error, kind)), None)
    return REASONS.get(number or 0) or OTHER.format(number=number or type(error).__name__)


def what_failed(error: OSError) -> str:
    """Say why not, and of which file, where the error names one: for sentences that do not name it themselves."""
    return f"{error.filename}: {why_not(error)}" if error.filename else why_not(error)
