# Lists the entries of a tar below special/, with all that they tell; of hard links each is the file, whichever came first: list.py FILE ATTRIBUTES
import sys, tarfile
entries = [(m.name.lstrip("./"), m) for m in tarfile.open(sys.argv[1], errors="surrogateescape")]
files = {name: m for name, m in entries if not m.islnk()}
names = {}
for name, m in entries: names.setdefault(m.linkname.lstrip("./") if m.islnk() else name, []).append(name)
rows = []
for name, m in entries:
    if not name.startswith("special/"): continue
    first = m.linkname.lstrip("./") if m.islnk() else name
    f = files[first]
    attributes = sorted((k, v.encode("utf-8", "surrogateescape").hex()) for k, v in f.pax_headers.items() if k.startswith("SCHILY.xattr." + sys.argv[2]))
    device = (f.devmajor, f.devminor) if f.isdev() and not f.isfifo() else ()
    rows.append(ascii((name, f.type, oct(f.mode & 0o7777), f.uid, f.gid, f.size, f.linkname, device, int(f.mtime // 1), attributes, min(names[first]))))
print("\n".join(sorted(rows)))
