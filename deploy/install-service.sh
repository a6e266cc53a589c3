#!/bin/sh
# Memasang bot sebagai layanan systemd, atau memperbarui programnya: pengguna, folder, satuan. Dijalankan sebagai root
# oleh "tanya-pimpasa install-service"; dengan --print perintah itu hanya menunjukkan isi berkas ini.
# Diuji dengan tangan di Debian 12; isi satuannya oleh tests/test_deploy.py.
# $1: Python dari program ini; $2: folder dari init; $3: satuan
set -eu
python=$1 data=$2 unit=$3
program=/opt/tanya-pimpasa home=/var/lib/tanya-pimpasa user=tanya-pimpasa
installed=/etc/systemd/system/tanya-pimpasa.service

refuse() {
    echo "$1" >&2
    exit 1
}
if [ -e $installed ]; then # perbarui programnya saja
    grep -q "$home/config.yaml" $installed || refuse "Layanan lama memakai tempat lain: perbarui dengan tangan."
    data="" backup=$(sed -n 's/^ReadWritePaths=-*//p' $installed)
else
    [ -e "$data/bot.db" ] || refuse "$data bukan folder dari init. Buat dulu: tanya-pimpasa init"
    flock -n "$data/bot.db.lock" true || refuse "Bot sedang berjalan dengan $data. Hentikan dulu (Ctrl+C)."
    backup=$(sed -n '/^backup:/,/^$/s/^  folder: "\([^"]*\)".*/\1/p' "$data/config.yaml")
    case $backup in
    "$data"/*) backup="" ;;
    /home/* | /root/* | /tmp/*) refuse "Layanan tidak bisa memakai folder cadangan $backup. Ubah backup.folder, mis. ke /srv/cadangan." ;;
    esac
fi

# 1. pengguna tanpa kata sandi, yang hanya menjalankan bot
id $user >/dev/null 2>&1 || useradd --system --home-dir $home --shell /usr/sbin/nologin $user

# 2. program: salinan yang bisa dibaca pengguna itu; yang di folder rumah tidak
umask 022
libraries=$("$python" -c 'import click, os; print(os.path.dirname(os.path.dirname(click.__file__)))')
checkout=$("$python" -c 'import bot, os; print(os.path.dirname(os.path.dirname(bot.__file__)))')
rm -rf $program.baru
"$python" -m venv --without-pip $program.baru
copy=$($program.baru/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
cp -r "$libraries/." "$copy/"
if [ "$checkout" != "$libraries" ]; then # dari salinan git
    rm -f "$copy"/*tanya_pimpasa*.pth
    cp -r "$checkout/bot" "$checkout/telegram_simulator" "$copy/"
    cp -r "$checkout/faq" "$copy/bot/shipped_faq"
    mkdir -p "$copy/bot/shipped/docs" "$copy/bot/shipped/deploy"
    cp "$checkout"/docs/*.md "$checkout/config.example.yaml" "$copy/bot/shipped/docs/"
    cp "$checkout"/deploy/*service* "$copy/bot/shipped/deploy/"
fi
printf '#!%s/bin/python\nfrom bot.cli.main import main\n\nmain()\n' $program >$program.baru/bin/tanya-pimpasa
chmod -R a+rX $program.baru
chmod 755 $program.baru/bin/tanya-pimpasa
runuser -u $user -- $program.baru/bin/python -m bot --version || refuse "Pengguna $user tidak bisa memakai Python di \
$("$python" -c 'import sys; print(sys.base_prefix)'). Pasang dengan Python sistem: make clean install PYTHON=/usr/bin/python3"
if [ -d /run/systemd/system ]; then systemctl stop tanya-pimpasa 2>/dev/null || true; fi
rm -rf $program.lama
if [ -e $program ]; then mv $program $program.lama; fi
mv $program.baru $program

# 3. data: pengaturan, token, FAQ, basis data, cadangan; hanya pengguna bot yang bisa membacanya
if [ -n "$data" ]; then
    install -d -m 0700 -o $user -g $user $home
    cp -r "$data/." $home/
    sed -i "s#$data#$home#g" $home/config.yaml
    if [ -d "$backup" ]; then chown -R $user: "$backup"; fi
fi
chown -R $user: $home
chmod -R go= $home

# 4. satuan, dan perintah "tanya-pimpasa" yang memakai layanan ini
sed "s|^# ReadWritePaths=.*|${backup:+ReadWritePaths=-$backup}|" "$unit" >$installed
cat >/usr/local/bin/tanya-pimpasa <<'END'
#!/bin/sh
if [ "$(id -u)" = 0 ]; then as="runuser -u tanya-pimpasa --"; else as="sudo -u tanya-pimpasa"; fi
exec $as env BOT_CONFIG=/var/lib/tanya-pimpasa/config.yaml /opt/tanya-pimpasa/bin/tanya-pimpasa "$@"
END
chmod 755 /usr/local/bin/tanya-pimpasa
tanya-pimpasa check || [ -z "$data" ]

# 5. menyalakan, sekarang dan bersama komputer
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable --now tanya-pimpasa
fi
if [ -n "$data" ]; then
    mv "$data" "$data-lama"
    echo "Data ada di $home. Salinan yang lama, $data-lama, boleh dihapus bila bot sudah baik."
fi
