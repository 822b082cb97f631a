namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Values that people give to a field, which no type tells; and what must stand beside a field so that it is looked at.</summary>
internal static class Ordinary
{
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["Hostname"] = ["\"box\"", "\"box.example.org\"", "\"-box\"", "\"a_b\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""],
        ["Domainname"] = ["\"example.org\""],
        ["User"] = ["\"0\"", "\"1000\"", "\"1000:1000\"", "\"root\"", "\"root:root\"", "\"0:nosuch\"", "\":5\"", "\"-1\"", "\"4294967296\"", "\"daemon:\""],
        ["Env"] = ["[\"A=b\"]", "[\"A\"]", "[\"A=\"]", "[\"=b\"]", "[\"A=b\",\"A=c\"]", "[\"PATH=/nosuch\"]", "[\"A=\\n\"]", "[\"A=\\u0000\"]", "[\"HOME=/x\"]", "[\"TERM\"]"],
        ["Cmd"] = ["[\"true\"]", "\"true\"", "[\"nosuch\"]", "[\"/etc\"]", "[\"\",\"a\"]"],
        ["Entrypoint"] = ["[\"/bin/sh\"]", "\"/bin/sh\"", "[\"\"]"],
        ["ExposedPorts"] = ["{\"80/tcp\":{}}", "{\"80\":{}}", "{\"80-82/udp\":{}}", "{\"80/sctp\":{}}", "{\"0/tcp\":{}}", "{\"65536/tcp\":{}}", "{\"80/nosuch\":{}}", "{\"80/TCP\":{}}", "{\"82-80/tcp\":{}}", "{\"/tcp\":{}}"],
        ["Volumes"] = ["{\"/v\":{}}", "{\"v\":{}}", "{\"/\":{}}", "{\"/v:ro\":{}}", "{\"/v/../w\":{}}", "{\"/v\":null}", "{\"name:/v\":{}}"],
        ["WorkingDir"] = ["\"/tmp\"", "\"relative\"", "\"/new/dir\"", "\"/tmp/../etc/\"", "\"/bin/sh\""],
        ["Healthcheck.Test"] = ["[\"NONE\"]", "[\"CMD\",\"true\"]", "[\"CMD-SHELL\",\"true\"]", "[\"CMD-SHELL\"]", "[\"NOSUCH\",\"true\"]"],
        ["Labels"] = ["{\"a\":\"b\"}", "{\"a\":\"\"}", "{\"a=b\":\"c\"}", "{\"com.docker.compose.project\":\"x\"}"],
        ["StopSignal"] = ["\"SIGINT\"", "\"INT\"", "\"int\"", "\"9\"", "\"65\"", "\"SIGRTMIN+3\"", "\"RTMAX-1\"", "\"0\""],
        ["StopTimeout"] = ["3", "86400"],
        ["MacAddress"] = ["\"02:42:ac:11:00:09\"", "\"02:42\""],
        ["Shell"] = ["[\"/bin/sh\",\"-c\"]"],
        ["OnBuild"] = ["[\"RUN true\"]"],
        ["Image"] = ["\"busybox\"", "\"busybox:latest\"", "\"busybox:nosuch\"", "\"BusyBox\"", "\"sha256:00\"", "\"busybox@sha256:00\""],
        ["HostConfig.CpuShares"] = ["512", "2", "262144", "262145"],
        ["HostConfig.Memory"] = ["6291456", "67108864", "6291455", "1000000000000000"],
        ["HostConfig.CgroupParent"] = ["\"/panel-generated\"", "\"panel-generated\"", "\"../x\""],
        ["HostConfig.BlkioWeight"] = ["10", "9", "1000", "1001", "500"],
        ["HostConfig.CpuPeriod"] = ["100000", "1000", "999", "1000000", "1000001"],
        ["HostConfig.CpuQuota"] = ["50000", "1000", "999"],
        ["HostConfig.CpusetCpus"] = ["\"0\"", "\"0-1\"", "\"0,1\"", "\"99\"", "\"x\"", "\"1-0\"", "\" 0\"", "\"0-\"", "\"8192\""],
        ["HostConfig.CpusetMems"] = ["\"0\"", "\"0-1\"", "\"99\"", "\"x\""],
        ["HostConfig.MemoryReservation"] = ["6291456", "67108864"],
        ["HostConfig.MemorySwap"] = ["67108864"],
        ["HostConfig.MemorySwappiness"] = ["60", "100", "101"],
        ["HostConfig.NanoCpus"] = ["500000000", "10000000", "9999999", "1000000000", "2000000000", "2000000001", "99000000000"],
        ["HostConfig.PidsLimit"] = ["50", "100000"],
        ["HostConfig.Ulimits[].Name"] = ["\"nofile\"", "\"core\"", "\"memlock\"", "\"rtprio\"", "\"NOFILE\"", "\"RLIMIT_NOFILE\""],
        ["HostConfig.Ulimits[].Soft"] = ["100", "201"],
        ["HostConfig.Ulimits[].Hard"] = ["1024", "99"],
        ["HostConfig.DeviceCgroupRules"] = ["[\"c 10:200 rwm\"]", "[\"c *:* r\"]", "[\"a *:* rwm\"]", "[\"x 1:1 r\"]", "[\"c 1:1\"]", "[\"c 1:1 x\"]"],
        ["HostConfig.Devices[].PathOnHost"] = ["\"/dev/null\"", "\"/dev/nosuch\"", "\"/dev/net\""],
        ["HostConfig.Devices[].PathInContainer"] = ["\"/dev/x\"", "\"x\""],
        ["HostConfig.Devices[].CgroupPermissions"] = ["\"r\"", "\"rwm\"", "\"rwx\"", "\"mr\""],
        ["HostConfig.Binds"] =
        [
            "[\"named:/m\"]", "[\"/etc/apt:/m:ro\"]", "[\"/etc/hostname:/m\"]", "[\"named:/m:nocopy\"]", "[\"/etc/apt:/m:rshared\"]", "[\"/etc/apt:/m:z\"]", "[\"/m\"]", "[\"named:/m:nosuch\"]", "[\"named:m\"]",
            "[\"/nosuch/generated:/m\"]", "[\"a:/m\",\"b:/m\"]", "[\"/etc/apt:/m:ro,rw\"]", "[\"./x:/m\"]", "[\"named:/\"]", "[\":/m\"]", "[\"named:\"]", "[\"a:b:c:d\"]", "[\"n:/m\"]", "[\"named:/m:ro,Z\"]", "[\"/etc/apt:/m:delegated\"]",
        ],
        ["HostConfig.LogConfig.Type"] = ["\"json-file\"", "\"local\"", "\"none\"", "\"nosuch\""],
        ["HostConfig.LogConfig.Config"] = ["{\"max-size\":\"10m\"}", "{\"max-size\":\"1k\"}", "{\"max-size\":\"-1\"}", "{\"max-size\":\"x\"}", "{\"max-file\":\"3\"}", "{\"max-size\":\"1m\",\"max-file\":\"0\"}", "{\"max-size\":\"1m\",\"max-file\":\"2\",\"compress\":\"true\"}", "{\"labels\":\"a\"}", "{\"tag\":\"x\"}", "{\"mode\":\"non-blocking\"}", "{\"nosuch\":\"x\"}"],
        ["HostConfig.NetworkMode"] = ["\"bridge\"", "\"host\"", "\"none\"", "\"default\"", "\"container:nosuch\"", "\"container:\"", "\"Bridge\""],
        ["HostConfig.PortBindings"] =
        [
            "{\"80/tcp\":[{\"HostPort\":\"18390\"}]}", "{\"80/tcp\":[{\"HostPort\":\"\"}]}", "{\"80/tcp\":[]}", "{\"80/tcp\":null}", "{\"80\":[{\"HostPort\":\"18391\"}]}", "{\"80/tcp\":[{\"HostPort\":\"x\"}]}", "{\"80/tcp\":[{\"HostPort\":\"70000\"}]}",
            "{\"80/tcp\":[{\"HostIp\":\"x\",\"HostPort\":\"18392\"}]}", "{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"18392\"}]}", "{\"x/tcp\":[{}]}", "{\"80/x\":[{}]}", "{\"80/tcp\":[{\"HostPort\":\"18393-18394\"}]}", "{\"80-81/tcp\":[{\"HostPort\":\"18395\"}]}",
        ],
        ["HostConfig.RestartPolicy.Name"] = ["\"Always\"", "\"on-failure:3\""],
        ["HostConfig.RestartPolicy.MaximumRetryCount"] = ["3"],
        ["HostConfig.VolumeDriver"] = ["\"local\""],
        ["HostConfig.VolumesFrom"] = ["[\"kept\"]", "[\"kept:ro\"]", "[\"kept:rw\"]", "[\"kept:z\"]", "[\"kept:nosuch\"]", "[\"kept:ro:rw\"]", "[\"kept\",\"kept\"]"],
        ["HostConfig.Mounts[].Target"] = ["\"/x\"", "\"x\"", "\"/x/../y\"", "\"/proc\"", "\"/x:y\""],
        ["HostConfig.Mounts[].Source"] = ["\"named\"", "\"/etc/apt\"", "\"/nosuch/generated\"", "\"a/b\""],
        ["HostConfig.Mounts[].Consistency"] = ["\"default\"", "\"consistent\"", "\"cached\""],
        ["HostConfig.Mounts[].VolumeOptions.Labels"] = ["{\"a\":\"b\"}"],
        ["HostConfig.Mounts[].VolumeOptions.Subpath"] = ["\"sub\"", "\"../x\""],
        ["HostConfig.Mounts[].VolumeOptions.DriverConfig.Name"] = ["\"local\""],
        ["HostConfig.Mounts[].TmpfsOptions.SizeBytes"] = ["65536"],
        ["HostConfig.Mounts[].TmpfsOptions.Mode"] = ["448", "1023", "4095", "4096"],
        ["HostConfig.Mounts[].TmpfsOptions.Options"] = ["[[\"noexec\"]]", "[[\"exec\"]]", "[[\"nosuch\"]]", "[[\"uid\",\"5\"]]"],
        ["HostConfig.CapAdd"] = ["[\"NET_ADMIN\"]", "[\"CAP_NET_ADMIN\"]", "[\"net_admin\"]", "[\"ALL\"]", "[\"all\"]", "\"NET_ADMIN\"", "[\"SYS_TIME\",\"SYS_TIME\"]"],
        ["HostConfig.CapDrop"] = ["[\"MKNOD\"]", "[\"CAP_MKNOD\"]", "[\"mknod\"]", "[\"ALL\"]", "[\"all\"]", "\"MKNOD\""],
        ["HostConfig.CgroupnsMode"] = ["\"shareable\""],
        ["HostConfig.Dns"] = ["[\"192.0.2.1\"]", "[\"2001:db8::1\"]", "[\"192.0.2.1\",\"192.0.2.2\"]"],
        ["HostConfig.DnsOptions"] = ["[\"ndots:2\"]", "[\"rotate\"]"],
        ["HostConfig.DnsSearch"] = ["[\"example.org\"]", "[\".\"]", "[\"a\",\"b\"]"],
        ["HostConfig.ExtraHosts"] = ["[\"x:192.0.2.1\"]", "[\"x=192.0.2.1\"]", "[\"x:host-gateway\"]", "[\"x:nosuch\"]", "[\"x\"]", "[\"x:2001:db8::1\"]", "[\"x:[2001:db8::1]\"]", "[\":192.0.2.1\"]"],
        ["HostConfig.GroupAdd"] = ["[\"5\"]", "[\"tty\"]", "[\"-1\"]"],
        ["HostConfig.IpcMode"] = ["\"private\"", "\"shareable\"", "\"host\"", "\"none\"", "\"container:nosuch\"", "\"container:\""],
        ["HostConfig.Links"] = ["[\"kept:alias\"]"],
        ["HostConfig.OomScoreAdj"] = ["100", "1000", "1001", "-1000", "-1001"],
        ["HostConfig.PidMode"] = ["\"host\"", "\"container:nosuch\"", "\"container:\"", "\"private\""],
        ["HostConfig.SecurityOpt"] = ["[\"no-new-privileges\"]", "[\"no-new-privileges:true\"]", "[\"no-new-privileges=false\"]", "[\"seccomp=unconfined\"]", "[\"seccomp:unconfined\"]", "[\"seccomp={}\"]", "[\"seccomp=x\"]", "[\"apparmor=unconfined\"]", "[\"label=disable\"]", "[\"label=level:s0\"]", "[\"systempaths=unconfined\"]", "[\"no-new-privileges:x\"]", "[\"writable-cgroups=true\"]"],
        ["HostConfig.StorageOpt"] = ["{\"size\":\"1G\"}"],
        ["HostConfig.Tmpfs"] = ["{\"/t\":\"\"}", "{\"/t\":\"size=64k,mode=700\"}", "{\"/t\":\"nosuch\"}", "{\"t\":\"\"}", "{\"/t\":\"ro,exec\"}", "{\"/t\":\"uid=5,gid=6\"}", "{\"/\":\"\"}", "{\"/t\":\"size=x\"}", "{\"/t/../u\":\"\"}"],
        ["HostConfig.UTSMode"] = ["\"host\"", "\"private\""],
        ["HostConfig.UsernsMode"] = ["\"host\"", "\"private\""],
        ["HostConfig.ShmSize"] = ["1048576", "4096"],
        ["HostConfig.Sysctls"] = ["{\"net.ipv4.ip_forward\":\"1\"}", "{\"net.ipv4.ip_forward\":\"x\"}", "{\"kernel.msgmax\":\"8000\"}", "{\"kernel.nosuch\":\"1\"}", "{\"vm.swappiness\":\"1\"}", "{\"net.core.somaxconn\":\"1024\"}", "{\"fs.mqueue.msg_max\":\"20\"}", "{\"net/ipv4/ip_forward\":\"1\"}", "{\"kernel.hostname\":\"x\"}"],
        ["HostConfig.Runtime"] = ["\"runc\"", "\"io.containerd.runc.v2\""],
        ["HostConfig.MaskedPaths"] = ["[\"/proc/kcore\"]", "[\"/etc/group\"]"],
        ["HostConfig.ReadonlyPaths"] = ["[\"/proc/sys\"]", "[\"/etc\"]"],
        ["WorkingDirectory"] = ["\"/tmp\""],
        ["DetachKeys"] = ["\"ctrl-p\"", "\"ctrl-p,ctrl-q\"", "\"a,b\"", "\"ctrl-\"", "\"ab\""],
        ["ConsoleSize"] = ["[24,80]", "[24]", "[-1,80]", "[0,0]"],
        ["Privileged"] = ["true"],
    };

    // Items and values beside which a field means something; after a bar, the fields for which this holds.
    private static readonly Dictionary<string, string> Around = new()
    {
        ["Healthcheck"] = """{"Test":["CMD","true"]}""",
        ["HostConfig.Mounts[]"] = """{"Type":"volume","Source":"named","Target":"/m"}""",
        ["HostConfig.Mounts[]|HostConfig.Mounts[].BindOptions"] = """{"Type":"bind","Source":"/etc/apt","Target":"/m"}""",
        ["HostConfig.Mounts[]|HostConfig.Mounts[].TmpfsOptions"] = """{"Type":"tmpfs","Target":"/m"}""",
        ["HostConfig.Devices[]"] = """{"PathOnHost":"/dev/null","PathInContainer":"/dev/nothing","CgroupPermissions":"rwm"}""",
        ["HostConfig.Ulimits[]"] = """{"Name":"nofile","Soft":100,"Hard":200}""",
        ["HostConfig.RestartPolicy"] = """{"Name":"on-failure"}""",
        ["HostConfig.LogConfig"] = """{"Type":"json-file"}""",
        ["HostConfig.BlkioDeviceReadBps[]"] = """{"Path":"/dev/loop0","Rate":1048576}""",
        ["HostConfig.BlkioDeviceWriteBps[]"] = """{"Path":"/dev/loop0","Rate":1048576}""",
        ["HostConfig.BlkioDeviceReadIOps[]"] = """{"Path":"/dev/loop0","Rate":1000}""",
        ["HostConfig.BlkioDeviceWriteIOps[]"] = """{"Path":"/dev/loop0","Rate":1000}""",
    };

    /// <summary>Values for a field; of an update's too, whose fields have no HostConfig before them.</summary>
    public static IEnumerable<string> Of(string path) => Values.GetValueOrDefault(path) ?? Values.GetValueOrDefault("HostConfig." + path) ?? [];

    /// <summary>What the object or item at a place holds beside the field that is set below it.</summary>
    public static string Beside(string place, string path) =>
        Around.FirstOrDefault(entry => entry.Key.StartsWith(place + "|", StringComparison.Ordinal) && path.StartsWith(entry.Key[(place.Length + 1)..], StringComparison.Ordinal)).Value
        ?? Around.GetValueOrDefault(place, "{}");
}
