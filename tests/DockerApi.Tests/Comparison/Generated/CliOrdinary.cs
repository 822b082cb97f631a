namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>What people write after the flags of Docker's command line, right and wrong; the help does not show it.</summary>
internal static class CliOrdinary
{
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["add-host"] = ["x:192.0.2.1", "x=192.0.2.1", "x:host-gateway", "x", "x:nosuch", ":192.0.2.1", "x:2001:db8::1", "x:[2001:db8::1]"],
        ["annotation"] = ["a=b"],
        ["attach"] = ["stdout", "stderr", "STDOUT", "nosuch"],
        ["blkio-weight"] = ["10", "9", "1000", "1001"],
        ["blkio-weight-device"] = ["/dev/loop0:200", "/dev/loop0:9", "/dev/nosuch:200", "x:200"],
        ["cap-add"] = ["NET_ADMIN", "cap_net_admin", "ALL"],
        ["cap-drop"] = ["MKNOD", "cap_mknod", "all"],
        ["cgroup-parent"] = ["/panel-generated", "../x"],
        ["cgroupns"] = ["host", "private"],
        ["cidfile"] = ["{own}/cid", "/nosuch/cid"],
        ["cpu-period"] = ["50000", "999", "1000001"],
        ["cpu-quota"] = ["25000", "999"],
        ["cpu-shares"] = ["512", "2", "262145"],
        ["cpus"] = ["0.5", ".5", "1", "0.01", "0.001", "99"],
        ["cpuset-cpus"] = ["0", "0-1", "0,1", "99", "1-0"],
        ["cpuset-mems"] = ["0", "0-1", "99"],
        ["device"] = ["/dev/null", "/dev/null:/dev/x", "/dev/null:/dev/x:r", "/dev/nosuch", "/dev/null:/dev/x:q", "/dev/null:r", "dev/null"],
        ["device-cgroup-rule"] = ["c 10:200 rwm", "a *:* rwm", "c 1:1", "x 1:1 r"],
        ["device-read-bps"] = ["/dev/loop0:1mb", "/dev/loop0:1", "/dev/nosuch:1mb", "/dev/loop0:-1", "x:1"],
        ["device-write-bps"] = ["/dev/loop0:1mb", "/dev/nosuch:1mb"],
        ["device-read-iops"] = ["/dev/loop0:100", "/dev/loop0:x"],
        ["device-write-iops"] = ["/dev/loop0:100", "/dev/nosuch:100"],
        ["dns"] = ["192.0.2.1", "2001:db8::1"],
        ["dns-option"] = ["ndots:2", "rotate"],
        ["dns-search"] = ["example.org", "."],
        ["domainname"] = ["example.org"],
        ["entrypoint"] = ["echo", "/bin/echo", "/etc"],
        ["env"] = ["A=b", "A=", "HOME", "NOSUCHVARIABLE", "=b", "A=b=c", "PATH=/nosuch"],
        ["env-file"] = ["{files}/env", "{files}/wrong", "/nosuch/env"],
        ["expose"] = ["80", "80/udp", "80-82", "82-80", "0", "65536", "80/nosuch", "80/sctp"],
        ["gpus"] = ["all", "2", "device=0"],
        ["group-add"] = ["5", "tty", "-1"],
        ["health-cmd"] = ["true", "exit 1"],
        ["health-interval"] = ["1s", "1m30s", "999us"],
        ["health-retries"] = ["3"],
        ["health-start-interval"] = ["1s"],
        ["health-start-period"] = ["1s"],
        ["health-timeout"] = ["1s"],
        ["hostname"] = ["box", "box.example.org", "-box", "a_b"],
        ["io-maxbandwidth"] = ["1m"],
        ["ip"] = ["172.17.0.99", "x"],
        ["ip6"] = ["2001:db8::9"],
        ["ipc"] = ["private", "shareable", "host", "none", "container:kept", "container:nosuch", "container:"],
        ["isolation"] = ["default", "hyperv", "process"],
        ["kernel-memory"] = ["64m"],
        ["label"] = ["a=b", "a", "a=", "a=b=c"],
        ["label-file"] = ["{files}/env", "/nosuch/labels"],
        ["link"] = ["kept:alias", "kept", "nosuch:alias"],
        ["link-local-ip"] = ["169.254.1.1"],
        ["log-driver"] = ["json-file", "local", "none", "syslog"],
        ["log-opt"] = ["max-size=1m", "max-size=1x", "max-file=2", "tag=x", "labels=a", "mode=non-blocking", "nosuch=x"],
        ["mac-address"] = ["02:42:ac:11:00:09", "02:42"],
        ["memory"] = ["64m", "6m", "6291455", "64M", "0.5g"],
        ["memory-reservation"] = ["32m"],
        ["memory-swap"] = ["64m"],
        ["memory-swappiness"] = ["60", "100", "101"],
        ["mount"] =
        [
            "type=volume,source=named,target=/m", "type=volume,target=/m", "type=bind,source=/etc/apt,target=/m,readonly", "type=bind,source=/nosuch/generated,target=/m",
            "type=tmpfs,target=/m,tmpfs-size=64k,tmpfs-mode=0700", "type=tmpfs,target=/m,tmpfs-mode=9", "type=bind,src=/etc/apt,dst=/m,ro=true", "type=bind,source=/etc/apt,target=/m,bind-propagation=rslave",
            "type=bind,source=/etc/apt,target=/m,bind-recursive=disabled", "type=volume,source=named,target=/m,volume-nocopy", "type=volume,target=/m,volume-label=a=b", "type=volume,target=/m,volume-driver=nosuch",
            "type=volume,source=named,target=m", "type=bind,target=/m", "type=tmpfs,source=x,target=/m", "type=bind,source=/etc/apt,target=/m,consistency=cached", "type=volume,source=named,target=/m,volume-subpath=x",
        ],
        ["network"] = ["none", "host", "bridge", "default", "container:kept", "container:nosuch", "name=bridge", "name=bridge,alias=x"],
        ["network-alias"] = ["x"],
        ["oom-score-adj"] = ["500", "-500", "1001", "-1001"],
        ["pid"] = ["host", "container:kept", "container:nosuch", "container:"],
        ["pids-limit"] = ["50", "2147483648"],
        ["platform"] = ["linux/amd64", "linux", "linux/arm64", "windows"],
        ["publish"] = ["18381:80", "127.0.0.1:18382:80/udp", "80", "18383-18384:80-81", "18385-18386:80", "127.0.0.1::80", "x:80", "1:2:3:4", "70000:80", "18387:80/nosuch", "192.0.2.1:18388:80"],
        ["pull"] = ["missing", "never"],
        ["restart"] = ["no", "always", "on-failure", "on-failure:2", "unless-stopped", "on-failure:x", "always:2", "on-failure:-1"],
        ["runtime"] = ["runc", "io.containerd.runc.v2"],
        ["security-opt"] = ["no-new-privileges", "no-new-privileges:false", "seccomp=unconfined", "seccomp=/nosuch", "seccomp={files}/profile", "apparmor=unconfined", "label=disable", "systempaths=unconfined"],
        ["shm-size"] = ["1m", "4096"],
        ["stop-signal"] = ["SIGINT", "INT", "9", "SIGRTMIN+3", "65"],
        ["stop-timeout"] = ["5"],
        ["storage-opt"] = ["size=1G", "size=x"],
        ["sysctl"] = ["net.ipv4.ip_forward=1", "kernel.msgmax=8000", "kernel.nosuch=1", "vm.swappiness=1", "net.core.somaxconn=1024"],
        ["tmpfs"] = ["/t", "/t:size=64k,mode=700", "/t:ro,exec", "/t:nosuch", "t", "/t:uid=5,gid=6"],
        ["ulimit"] = ["nofile=100", "nofile=100:200", "nofile=200:100", "core=0", "core=-1", "rtprio=1", "memlock=-1:-1"],
        ["user"] = ["0", "1000", "1000:1000", "daemon", "root:tty", "0:nosuch", ":5", "-1", "4294967296", "daemon:"],
        ["userns"] = ["host", "private"],
        ["uts"] = ["host", "private"],
        ["volume"] =
        [
            "named:/m", "named:/m:ro", "/m", "/etc/apt:/m:ro", "/etc/hostname:/m:ro", "named:/m:nocopy", "/etc/apt:/m:ro,rslave", "/etc/apt:/m:z", "named:/m:nosuch", "named:m", "./nosuch:/m:ro", ":/m", "named:", "a:b:c:d",
            "named:/", "n:/m", "/etc/apt:/m:ro,rw", "named:/named/sub",
        ],
        ["volume-driver"] = ["local"],
        ["volumes-from"] = ["kept", "kept:ro", "kept:nosuch", "kept:z"],
        ["workdir"] = ["/tmp", "/new/dir", "relative", "/bin/sh"],
        ["detach-keys"] = ["ctrl-p", "ctrl-p,ctrl-q", "a,b", "ctrl-", "ab"],
        ["since"] = ["10m", "1h30m", "0", "1", "1.5", "4000000000", "2000-01-01", "2000-01-01T00:00:00", "2000-01-01T00:00:00.5Z", "2000-01-01T00:00:00+02:00", "-10m", "2000-13-01"],
        ["until"] = ["10m", "0", "1", "1.x", "4000000000", "2000-01-01", "2000-01-01T00:00:00Z"],
        ["tail"] = ["1", "2", "0", "all", "-1", "9223372036854775808"],
        ["author"] = ["Somebody <a@example.org>"],
        ["message"] = ["why"],
        ["change"] =
        [
            "CMD [\"x\",\"y\"]", "CMD x y", "ENTRYPOINT [\"x\"]", "ENV A=b C=\"d e\"", "ENV A b", "ENV A=$PATH", "EXPOSE 80 81/udp", "LABEL a=\"b c\"", "USER 5:6", "VOLUME [\"/v\",\"/w\"]", "VOLUME /v", "WORKDIR x", "HEALTHCHECK NONE",
            "HEALTHCHECK --interval=1s CMD true", "STOPSIGNAL SIGINT", "STOPSIGNAL nosuch", "ONBUILD RUN true", "SHELL [\"/bin/sh\"]", "RUN true", "COPY a b", "nosuch x", "# a", "env a=b", "EXPOSE x", "CMD", "MAINTAINER a", "ARG A=b",
        ],
        ["last"] = ["1", "2"],
        ["format"] = ["json", "{{.ID}}", "{{json .}}", "table {{.ID}}", "{{.Nosuch}}", "{{"],
    };

    private static readonly Dictionary<string, string[]> Filters = new()
    {
        ["ps"] =
        [
            "name=kept", "name=^/kept$", "name=KEPT", "id=nosuch", "label=a", "label=a=b", "label=a=x", "status=running", "status=exited", "status=nosuch", "exited=3", "exited=x", "ancestor=busybox", "ancestor=busybox:latest", "ancestor=nosuch", "before=kept",
            "since=done", "since=nosuch", "volume=ofkept", "volume=/m", "network=bridge", "network=nosuch", "publish=80", "expose=80", "expose=80/tcp", "expose=1-100/tcp", "expose=x", "health=none", "health=nosuch", "is-task=false", "is-task=x",
        ],
        ["images"] = ["dangling=true", "dangling=false", "dangling=x", "label=a", "label=a=b", "before=busybox", "before=nosuch", "since=busybox", "reference=busybox", "reference=busy*", "reference=*:latest", "reference=[", "until=24h", "until=x"],
        ["events"] =
        [
            "container=case", "container=nosuch", "event=create", "event=nosuch", "image=busybox", "image=busybox:latest", "label=who", "label=who=me", "label=who=you", "type=container", "type=image", "type=volume", "type=network", "type=daemon", "type=nosuch", "scope=local",
            "scope=swarm", "volume=nosuch", "network=bridge", "daemon=nosuch", "plugin=x",
        ],
    };

    /// <summary>Those of a flag of a command.</summary>
    public static IEnumerable<string> Of(string command, string flag) =>
        flag == "filter" ? Filters.GetValueOrDefault(command) ?? [] : Values.GetValueOrDefault(flag) ?? [];
}
