using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Creates: each field with each value, pairs of fields that depend on each other, and what the container then sees.</summary>
internal static class CreateCases
{
    // Fields of which each pair is tried; a value that is no JSON of the list above is a field's own.
    private static readonly (string Field, string[] Values)[][] Dependent =
    [
        [
            ("HostConfig.Memory", ["67108864", "0", "6291456"]), ("HostConfig.MemorySwap", ["134217728", "67108864", "33554432", "-1", "0"]), ("HostConfig.MemoryReservation", ["33554432", "134217728"]),
            ("HostConfig.MemorySwappiness", ["0", "60", "-1"]), ("HostConfig.OomKillDisable", ["true"]), ("HostConfig.OomScoreAdj", ["-500", "500"]),
        ],
        [
            ("HostConfig.NanoCpus", ["500000000"]), ("HostConfig.CpuPeriod", ["50000", "100000"]), ("HostConfig.CpuQuota", ["25000", "-1", "1000"]), ("HostConfig.CpuShares", ["2", "512"]), ("HostConfig.CpusetCpus", ["\"0\"", "\"9\""]),
            ("HostConfig.CpuRealtimePeriod", ["1000000"]), ("HostConfig.CpuRealtimeRuntime", ["950000"]),
        ],
        [
            ("HostConfig.NetworkMode", ["\"host\"", "\"none\"", "\"container:kept\"", "\"bridge\"", "\"default\""]), ("HostConfig.Dns", ["[\"192.0.2.1\"]"]), ("HostConfig.DnsSearch", ["[\"example.org\"]"]), ("HostConfig.DnsOptions", ["[\"ndots:2\"]"]),
            ("HostConfig.ExtraHosts", ["[\"x:192.0.2.1\"]"]), ("ExposedPorts", ["{\"80/tcp\":{}}"]), ("HostConfig.PortBindings", ["{\"80/tcp\":[{\"HostPort\":\"18380\"}]}", "{\"80/tcp\":[]}"]), ("HostConfig.PublishAllPorts", ["true"]),
            ("Hostname", ["\"box\""]), ("Domainname", ["\"example.org\""]), ("MacAddress", ["\"02:42:ac:11:00:09\""]), ("NetworkDisabled", ["true"]), ("HostConfig.UTSMode", ["\"host\""]), ("HostConfig.Sysctls", ["{\"net.ipv4.ip_forward\":\"1\"}"]),
            ("HostConfig.Links", ["[\"kept:alias\"]"]), ("HostConfig.UsernsMode", ["\"host\""]),
        ],
        [
            ("HostConfig.RestartPolicy", ["{\"Name\":\"always\"}", "{\"Name\":\"on-failure\",\"MaximumRetryCount\":2}", "{\"Name\":\"always\",\"MaximumRetryCount\":2}", "{\"Name\":\"no\",\"MaximumRetryCount\":2}", "{\"Name\":\"\",\"MaximumRetryCount\":2}", "{\"Name\":\"on-failure\",\"MaximumRetryCount\":-1}", "{\"Name\":\"no\"}", "{\"Name\":\"unless-stopped\"}"]),
            ("HostConfig.AutoRemove", ["true", "false"]),
        ],
        [
            ("HostConfig.PidMode", ["\"host\"", "\"container:kept\""]), ("HostConfig.IpcMode", ["\"host\"", "\"none\"", "\"private\"", "\"container:kept\""]), ("HostConfig.ShmSize", ["1048576", "0", "-1"]), ("HostConfig.Privileged", ["true"]),
            ("HostConfig.UsernsMode", ["\"host\""]), ("HostConfig.CgroupnsMode", ["\"host\"", "\"private\""]), ("HostConfig.Sysctls", ["{\"kernel.msgmax\":\"8000\"}"]), ("HostConfig.ReadonlyRootfs", ["true"]), ("HostConfig.CapDrop", ["[\"ALL\"]"]),
            ("HostConfig.CapAdd", ["[\"ALL\"]", "[\"CHOWN\"]", "[\"SYS_ADMIN\"]"]), ("HostConfig.SecurityOpt", ["[\"no-new-privileges\"]", "[\"seccomp=unconfined\"]"]), ("HostConfig.MaskedPaths", ["[]", "[\"/proc/kcore\"]"]), ("HostConfig.ReadonlyPaths", ["[]"]), ("HostConfig.Init", ["true"]),
            ("User", ["\"1000\"", "\"nobody\""]), ("HostConfig.GroupAdd", ["[\"5\"]"]),
        ],
        [
            ("HostConfig.Binds", ["[\"named:/m\"]", "[\"/etc/apt:/m:ro\"]", "[\"named:/named/sub\"]"]), ("HostConfig.Mounts", ["[{\"Type\":\"volume\",\"Source\":\"named\",\"Target\":\"/m\"}]", "[{\"Type\":\"tmpfs\",\"Target\":\"/m\"}]", "[{\"Type\":\"bind\",\"Source\":\"/etc/apt\",\"Target\":\"/bound\",\"ReadOnly\":true}]"]),
            ("HostConfig.Tmpfs", ["{\"/m\":\"\"}", "{\"/t\":\"size=64k\"}"]), ("Volumes", ["{\"/m\":{}}", "{\"/v\":{}}"]), ("HostConfig.VolumesFrom", ["[\"kept\"]", "[\"kept:ro\"]"]), ("HostConfig.VolumeDriver", ["\"local\"", "\"nosuch\""]), ("HostConfig.ReadonlyRootfs", ["true"]), ("WorkingDir", ["\"/m\"", "\"/m/sub\""]),
        ],
        [("Tty", ["true"]), ("OpenStdin", ["true"]), ("StdinOnce", ["true"]), ("AttachStdin", ["true"]), ("AttachStdout", ["true"]), ("HostConfig.LogConfig", ["{\"Type\":\"none\"}", "{\"Type\":\"local\"}", "{\"Type\":\"\",\"Config\":{\"max-size\":\"1m\"}}", "{\"Config\":{}}"])],
        [("Cmd", ["[\"echo\",\"a\"]", "[]", "null", "\"echo\""]), ("Entrypoint", ["[\"echo\"]", "[]", "[\"\"]", "null", "\"echo\""]), ("Env", ["[\"A=b\"]", "[\"PATH=/bin\"]", "[\"PATH\"]", "[\"HOME=/x\"]"]), ("User", ["\"1:2\"", "\"daemon\""]), ("WorkingDir", ["\"/tmp\"", "\"/new\""])],
        [
            ("Healthcheck.Test", ["[\"CMD\",\"true\"]", "[\"NONE\"]", "[]", "[\"CMD\"]"]), ("Healthcheck.Interval", ["1000000000", "999999", "1000000", "0"]), ("Healthcheck.Timeout", ["1000000000", "999999"]), ("Healthcheck.Retries", ["2", "-1"]),
            ("Healthcheck.StartPeriod", ["1000000000", "999999"]), ("Healthcheck.StartInterval", ["1000000000", "999999"]),
        ],
        [("StopSignal", ["\"SIGINT\"", "\"9\""]), ("StopTimeout", ["0", "-1", "3"]), ("HostConfig.Init", ["true", "false"]), ("HostConfig.PidMode", ["\"host\""])],
    ];

    // A field whose ordinary values may end a run or keep it from ending.
    private static readonly string[] NotRun = ["HostConfig.RestartPolicy", "HostConfig.AutoRemove", "HostConfig.CgroupParent", "Cmd", "Entrypoint", "Healthcheck", "StopSignal", "OnBuild", "Shell", "Image", "HostConfig.LogConfig", "HostConfig.CpuRealtime"];

    /// <summary>All of them.</summary>
    public static IEnumerable<GeneratedCase> All(ApiDescription api)
    {
        ApiField[] fields = [.. api.Fields("ContainerConfig"), .. api.Fields("HostConfig", "HostConfig")];
        foreach (var field in fields)
            foreach (var value in Values.Of(field)) yield return Create([(field.Path, value)], Ordinary.Of(field.Path).Contains(value) || field.Type == "boolean" || field.Values.Count > 0);
        foreach (var group in Dependent)
            for (var one = 0; one < group.Length; one++)
                for (var other = one + 1; other < group.Length; other++)
                    foreach (var value in group[one].Values)
                        foreach (var second in group[other].Values) yield return Create([(group[one].Field, value), (group[other].Field, second)], look: true);
    }

    private static GeneratedCase Create((string Field, string Value)[] set, bool look)
    {
        var body = new JsonObject { ["Image"] = "busybox", ["Cmd"] = new JsonArray("sh", "-c", Probe.Script) };
        foreach (var (field, value) in set) Bodies.With(body, field, value);
        List<Step> steps = [new("create", "POST", "/containers/create?name=case", body.ToJsonString()), new("inspect", "GET", "/containers/case/json")];
        if (look && !set.Any(field => NotRun.Any(name => field.Field.StartsWith(name, StringComparison.Ordinal))))
        {
            steps.Add(new("start", "POST", "/containers/case/start"));
            steps.Add(new("wait", "POST", "/containers/case/wait"));
            steps.Add(new("inside", "GET", "/containers/case/logs?stdout=1&stderr=1", Look: Look.Inside));
            steps.Add(new("inspect", "GET", "/containers/case/json"));
        }

        return new("create " + string.Join(" ", set.Select(field => $"{field.Field}={field.Value}")), steps);
    }
}
