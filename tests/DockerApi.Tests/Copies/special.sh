# Makes a tar of what is hard to tell in one: special.sh FOLDER
set -euo pipefail
mkdir -p "$1/special/d"
cd "$1/special"
printf begin >sparse; truncate -s 2M sparse; printf end >>sparse
truncate -s 1M hole
echo far >far; chown 3000000000:4000000000 far
echo able >able; python3 -c 'import os; os.setxattr("able", "security.capability", bytes.fromhex("0100000200040000000000000000000000000000")); os.setxattr("d", "user.note", b"\xff\x00=\n")'
mknod character c 10 200; mknod block b 250 300; mkfifo pipe
echo one >first; ln first d/second; ln first third; ln -s ../first d/soft; ln -s "$(printf 'l%.0s' {1..300})" longlink
long=$(printf 'n%.0s' {1..180}); mkdir -p "d/$long"; echo deep >"d/$long/$long"; ln "d/$long/$long" d/hardtolong; echo x >'Grüße 漢字'; printf x >$'bytes\xff\xfe'
chmod 6755 first; chmod 1777 d
find . -exec touch -h -d '2020-02-03 04:05:06.789 UTC' {} +; touch -d @1 hole; touch -d @9000000000 pipe
tar -C "$1" -S --xattrs --xattrs-include='*' --format=pax -cf "$1/special.tar" special
