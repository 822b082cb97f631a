namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>What a container looks at inside itself: a line of <c>name=value</c> each.</summary>
internal static class Probe
{
    /// <summary>A script for busybox.</summary>
    public const string Script = """
        say() { printf '%s=%s\n' "$1" "$2"; }
        say id "$(id -u):$(id -g):$(id -G)"
        say pwd "$PWD"
        say hostname "$(hostname)"
        say fqdn "$(hostname -f 2>/dev/null)"
        say domain "$(cat /proc/sys/kernel/domainname)"
        env | sort | grep -v '^\(HOSTNAME\|PWD\|SHLVL\|_\)=' | tr '\n' ' ' | sed 's/^/env=/'; echo
        for f in CapEff CapBnd NoNewPrivs Seccomp; do say "$f" "$(awk -v f="$f:" '$1 == f { print $2 }' /proc/self/status)"; done
        say oom "$(cat /proc/self/oom_score_adj)"
        for l in 'open files' 'core file size' 'locked memory' 'processes' 'realtime priority'; do say "limit $l" "$(sed -n "s/^Max $l  *//p" /proc/self/limits | tr -s ' ')"; done
        for m in / /m /t /v /x /dev/shm /named /bound; do say "mount $m" "$(awk -v m="$m" '$5 == m { split($0, o, " - "); split(o[2], t, " "); sub(",idmapped", "", $6); line = $6 " " t[1] } END { print line }' /proc/self/mountinfo)"; done
        for m in /m /t /dev/shm; do [ -d "$m" ] && say "stat $m" "$(stat -c '%a %u %g' "$m")" && say "size $m" "$(df -k "$m" | awk 'NR == 2 { print ($1 ~ /^\// ? "-" : $2) }')"; done
        say hosts "$(grep -v -e "$(hostname)" -e "${HOSTNAME:-no name}" /etc/hosts | tr '\n\t' '; ')"
        say resolv "$(grep -v '^#\|^$' /etc/resolv.conf | tr '\n' ';')"
        say links "$(ls /sys/class/net | tr '\n' ' ')"
        say devices "$(ls /dev | grep -v '^tty' | tr '\n' ' ')"
        say forward "$(cat /proc/sys/net/ipv4/ip_forward)"
        say somaxconn "$(cat /proc/sys/net/core/somaxconn)"
        say msgmax "$(cat /proc/sys/kernel/msgmax)"
        say kcore "$(head -c 1 /proc/kcore 2>&1 | wc -c)"
        say sys "$(true 2>/dev/null >/proc/sys/kernel/msgmax && echo writable || echo read-only)"
        say root "$(touch /probe 2>/dev/null && echo writable || echo read-only)"
        say pid1 "$(tr '\0' ' ' </proc/1/cmdline | cut -c1-12)"
        say tty "$(test -t 1 && echo yes || echo no)"
        """;
}
