# Makes what the forms of docker cp copy, and what is there where they copy to: template.sh FOLDER NUMBER-OF-FORMS
set -euo pipefail
cd "$1"
source() {
    mkdir -p dir/sub empty links
    echo file >file; echo inner >dir/inner; echo deeper >dir/sub/deep; echo 'with a space' >'with space'; echo setuid >setuid
    ln -s file tofile; ln -s dir todir; ln -s /s/file absfile; ln -s /s/dir absdir; ln -s nowhere dangling; ln -s ../../../../../../../../s/file out
    ln -s ../../../../../../../../s/dir outdir; ln -s loop loop; ln -s todir chain; mkfifo fifo
    echo linked >links/a; ln links/a links/b; ln -s ../file links/tofile; ln -s nowhere links/dangling
    local long; long=long/$(printf 'd%.0s' {1..120})/$(printf 'e%.0s' {1..120}); mkdir -p "$long"; echo long >"$long/$(printf 'f%.0s' {1..120})"; ln -s "$(printf 'g%.0s' {1..150})" long/link
    chown 3:4 file; chown -R 5:6 dir; chown -h 7:8 todir; chmod 640 file; chmod 750 dir; chmod 1777 empty; chmod 4755 setuid
    find . -exec touch -h -d '2020-02-03 04:05:06 UTC' {} +
}
destination() {
    mkdir -p dir/old clash/dir clash/todir/x nondir
    echo 'the old file' >file; echo 'something old' >dir/old/text; echo 'no directory' >nondir/dir; mkdir nondir/file clash/file clash/tofile
    ln -s file tofile; ln -s dir todir; ln -s nowhere dangling; ln -s loop loop; ln -s todir chain
    chown 9:10 file; chmod 600 file; chown 11:12 dir; chmod 711 dir
    find . -exec touch -h -d '2021-01-01 UTC' {} +
}
mkdir s w o
(cd s && source)
mkdir w/0; (cd w/0 && destination)
cp -a w/0 o/template
for ((i = 1; i < $2; i++)); do cp -a w/0 "w/$i"; done
tar -cf whole.tar s w
tar -C s -cf H.tar file dir tofile todir links
tar -cf empty.tar -T /dev/null
: >none.tar
gzip -c H.tar >H.tar.gz; xz -c H.tar >H.tar.xz; bzip2 -c H.tar >H.tar.bz2
mkdir made made/old; echo 'a file' >made/file; (cd made && rmdir old && echo 'a file for a directory' >old && mkdir text && tar -cf ../clash.tar old)
rm -rf made/*; mkdir -p made/old/text; tar -C made -cf clashdir.tar old
rm -rf made/*; mkdir made/file; echo 'no directory' >made/dir; tar -C made -cf conflict.tar file dir
