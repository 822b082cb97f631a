namespace Panel.DockerApi.Tests.Comparison;

/// <summary>The ways in which a field may differ.</summary>
internal enum Difference
{
    /// <summary>Both have it, with different values.</summary>
    Value,

    /// <summary>The panel omits it.</summary>
    OnlyDocker,

    /// <summary>Only the panel has it.</summary>
    OnlyPanel,

    /// <summary>It is not compared.</summary>
    Everything,
}

/// <summary>Every field in which the panel's answers may differ from Docker's, and why.</summary>
internal static class MayDiffer
{
    private static readonly (string Calls, string Path, Difference How, string Why)[] Fields =
    [
        // Numbers and paths of this run and of each engine.
        ("inspect", "State.Pid", Difference.Value, "a process each"),
        ("exec", "Pid", Difference.Value, "a process each"),
        ("top", "Processes[][]", Difference.Value, "processes of their own, and the panel tells the ids of the user namespace that Docker does not have"),
        ("stats", "**", Difference.Value, "measured"),
        ("version", "**", Difference.Value, "another program; the names of the fields are compared"),
        ("info", "**", Difference.Value, "as above"),
        ("events", "[].time", Difference.Value, "when it happened"),
        ("events", "[].timeNano", Difference.Value, "when it happened"),
        ("events", "[].Actor.Attributes.execDuration", Difference.Value, "how long it ran"),
        ("list,images", "[].Created", Difference.Value, "when it was made"),
        ("history", "[].Created", Difference.Value, "when it was made"),
        ("df", "Images[].Created", Difference.Value, "when it was made"),
        ("df", "Containers[].Created", Difference.Value, "when it was made"),
        ("inspect", "LogPath", Difference.Value, "a path of each; Docker tells it from the first start on"),
        ("inspect", "ResolvConfPath", Difference.Value, "the panel makes the file anew for each run, in the run root"),
        ("inspect", "HostnamePath", Difference.Value, "as above"),
        ("inspect", "HostsPath", Difference.Value, "as above"),
        ("inspect", "Mounts[].Source", Difference.Value, "a path of each"),
        ("list", "[].Mounts[].Source", Difference.Value, "a path of each"),
        ("df", "Containers[].Mounts[].Source", Difference.Value, "a path of each"),
        ("volume", "Mountpoint", Difference.Value, "a path of each"),
        ("volumes", "Volumes[].Mountpoint", Difference.Value, "a path of each"),
        ("df", "Volumes[].Mountpoint", Difference.Value, "a path of each"),
        ("inspect,image", "GraphDriver.Data", Difference.Everything, "where layers lie is the engine's own affair"),

        // Sizes: Docker adds up the contents of files, the panel their blocks.
        ("inspect", "SizeRw", Difference.Value, "a size"),
        ("inspect", "SizeRootFs", Difference.Value, "a size"),
        ("list", "[].SizeRw", Difference.OnlyPanel, "a size, which Docker leaves out when it is 0"),
        ("list", "[].SizeRootFs", Difference.Value, "a size"),
        ("images", "[].Size", Difference.Value, "a size"),
        ("images", "[].VirtualSize", Difference.Value, "a size"),
        ("image", "Size", Difference.Value, "a size"),
        ("image", "VirtualSize", Difference.Value, "a size"),
        ("history", "[].Size", Difference.Value, "a size"),
        ("df", "LayersSize", Difference.Value, "a size"),
        ("df", "Images[].Size", Difference.Value, "a size"),
        ("df", "Images[].VirtualSize", Difference.Value, "a size"),
        ("df", "Images[].SharedSize", Difference.Value, "the panel does not measure what images share: -1"),
        ("df", "Containers[].SizeRw", Difference.OnlyPanel, "a size, which Docker leaves out when it is 0"),
        ("df", "Containers[].SizeRootFs", Difference.Value, "a size"),

        // Addresses: each side has its own bridge and subnet.
        ("inspect", "NetworkSettings.SandboxID", Difference.Value, "the panel has a sandbox while the container runs only"),
        ("inspect", "NetworkSettings.SandboxKey", Difference.Value, "a path of each"),
        ("inspect", "NetworkSettings.Gateway", Difference.Value, "an address of each"),
        ("inspect", "NetworkSettings.IPAddress", Difference.Value, "an address of each"),
        ("inspect", "NetworkSettings.MacAddress", Difference.Value, "an address of each"),
        ("inspect", "NetworkSettings.Networks.*.Gateway", Difference.Value, "an address of each"),
        ("inspect", "NetworkSettings.Networks.*.IPAddress", Difference.Value, "an address of each"),
        ("inspect", "NetworkSettings.Networks.*.MacAddress", Difference.Value, "an address of each"),
        ("list", "[].NetworkSettings.Networks.*.Gateway", Difference.Value, "an address of each"),
        ("list", "[].NetworkSettings.Networks.*.IPAddress", Difference.Value, "an address of each"),
        ("list", "[].NetworkSettings.Networks.*.MacAddress", Difference.Value, "an address of each"),

        // What API 1.42 to 1.51 added, which the panel tells whatever the version, as Docker 28 does.
        ("inspect", "NetworkSettings.Networks.*.DNSNames", Difference.Value, "Docker tells them on the bridge after a rename only, and no name is resolved there"),
        ("list", "[].NetworkSettings.Networks.*.DNSNames", Difference.Value, "as above"),
        ("inspect", "NetworkSettings.Networks.*.GwPriority", Difference.OnlyPanel, "API 1.48"),
        ("list", "[].NetworkSettings.Networks.*.GwPriority", Difference.OnlyPanel, "API 1.48"),
        ("df", "Containers[].NetworkSettings.Networks.*.GwPriority", Difference.OnlyPanel, "API 1.48"),
        ("network", "IPAM.Config[].Subnet", Difference.Value, "an address of each"),
        ("network", "IPAM.Config[].Gateway", Difference.Value, "an address of each"),
        ("network", "Containers.*.MacAddress", Difference.Value, "an address of each"),
        ("network", "Containers.*.IPv4Address", Difference.Value, "an address of each"),
        ("network", "Options.com.docker.network.bridge.name", Difference.Value, "a bridge of each"),
        ("network", "Options.com.docker.network.*.*", Difference.OnlyDocker, "options that a bridge is made with; the panel's is made with none"),
        ("network", "Created", Difference.Value, "the panel's networks were not made at a time"),
        ("networks", "[].IPAM.Config[].Subnet", Difference.Value, "an address of each"),
        ("networks", "[].IPAM.Config[].Gateway", Difference.Value, "as above"),
        ("networks", "[].Options.com.docker.network.bridge.name", Difference.Value, "a bridge of each"),
        ("networks", "[].Options.com.docker.network.*.*", Difference.OnlyDocker, "as above"),
        ("networks", "[].Created", Difference.Value, "as above"),
        ("network", "EnableIPv4", Difference.OnlyPanel, "API 1.47"),
        ("networks", "[].EnableIPv4", Difference.OnlyPanel, "API 1.47"),

        // Features that the panel does not have.
        ("info", "KernelMemoryTCP", Difference.OnlyDocker, "gone with the limits of kernel memory, which the kernel no longer has"),
        ("version", "Components[].Details.GoVersion", Difference.OnlyDocker, "the panel is not written in Go"),
        ("version", "Components[].Details.GitCommit", Difference.OnlyDocker, "the panel's version says it"),
        ("version", "Components[].Details.BuildTime", Difference.OnlyDocker, "the panel's builds can be repeated"),
        ("info", "Runtimes.*", Difference.OnlyDocker, "the panel has one way to run containers, its own"),
        ("info", "Runtimes.io.containerd.*.*", Difference.OnlyDocker, "as above"),
        ("info", "Runtimes.io.containerd.*.*.*", Difference.OnlyDocker, "as above"),
        ("info", "Runtimes.panel", Difference.OnlyPanel, "as above"),
        ("info", "ContainerdCommit.Expected", Difference.OnlyDocker, "gone since API 1.48"),
        ("info", "RuncCommit.Expected", Difference.OnlyDocker, "gone since API 1.48"),
        ("info", "InitCommit.Expected", Difference.OnlyDocker, "gone since API 1.48"),
        ("info", "RegistryConfig", Difference.OnlyDocker, "registries that may be reached without TLS; the panel has settings of its own for them"),

        // Properties of the panel's engine.
        ("inspect", "HostConfig.Runtime", Difference.Value, "its own"),
        ("inspect", "HostConfig.Runtime", Difference.OnlyPanel, "Docker tells its own from the first start on"),
        ("inspect", "HostConfig.PidsLimit", Difference.Value, "2048 unless told otherwise; Docker has no limit"),
        ("inspect", "HostConfig.MaskedPaths[]", Difference.Value, "more of them"),
        ("inspect", "HostConfig.RestartPolicy.Name", Difference.Value, "no is said in words"),
        ("inspect", "HostConfig.SecurityOpt", Difference.Value, "Docker notes label=disable for SELinux where namespaces of the host are shared"),
        ("inspect", "Mounts[].Mode", Difference.Value, "Docker notes z for SELinux, which has no effect here"),
        ("list", "[].Mounts[].Mode", Difference.Value, "as above"),
        ("df", "Containers[].Mounts[].Mode", Difference.Value, "as above"),
        ("inspect", "Config.Volumes", Difference.Value, "the paths of all anonymous volumes"),
        ("stats", "pids_stats.limit", Difference.OnlyPanel, "2048 unless told otherwise; Docker has no limit"),
        ("stats", "memory_stats.stats.*", Difference.OnlyPanel, "all that the kernel tells"),
        ("stats", "memory_stats.failcnt", Difference.OnlyPanel, "how often the limit was reached is another number in each run"),
        ("stats", "memory_stats.failcnt", Difference.OnlyDocker, "as above"),
        ("stats", "blkio_stats.io_service_bytes_recursive[]", Difference.Value, "of the throttling layer, which counts without the BFQ scheduler, too"),
        ("stats", "blkio_stats.io_serviced_recursive[]", Difference.Value, "as above"),

        // Images: no image has a parent in the panel, as in Docker 28 with containerd's store.
        ("images", "[].ParentId", Difference.Value, "no parents"),
        ("images", "[].Containers", Difference.Value, "counted; Docker counts for the disk usage only"),
        ("image", "Parent", Difference.Value, "no parents"),
        ("image", "Config.Image", Difference.Value, "of the container that it was made of"),
        ("image", "Config.Hostname", Difference.Value, "as above"),
        ("image", "DockerVersion", Difference.Value, "it was not Docker"),
        ("image", "Metadata.LastTagTime", Difference.Value, "not kept"),
        ("history", "[].Id", Difference.Value, "no parents"),
        ("history", "[].Tags", Difference.Value, "no parents"),
        ("history", "[].CreatedBy", Difference.Value, "an import says so"),
        ("remove image", "[]", Difference.Value, "layers are not told of"),

        // Refusals: the panel's sentences say what would be right. Where clients look for Docker's words they are the same ("not found").
        ("wrong", "message", Difference.Value, "a sentence of its own"),
        ("remove volume in use", "message", Difference.Value, "a sentence of its own"),
        ("exec start again", "", Difference.Value, "409 in JSON; Docker writes its refusal into the stream after a 200, where clients read it as output"),
        ("stats", "name", Difference.OnlyPanel, "Docker leaves it out of one shot by mistake"),
        ("stats", "id", Difference.OnlyPanel, "as above"),
        ("fault", "", Difference.Value, "what the caller did wrong is not a fault of the server"),
        ("let pass", "", Difference.Value, "refused rather than taken for something else"),
    ];

    /// <summary>Whether the field may differ like this in the answer to the call.</summary>
    public static bool In(string call, string path, Difference how) =>
        Fields.Any(field => field.How == how && Names(field.Calls, call) && Fits(field.Path, path));

    private static bool Names(string calls, string call) => calls == "*" || calls.Split(',').Contains(call);

    // One star stands for one name, two for any path.
    private static bool Fits(string pattern, string path)
    {
        if (pattern == path || pattern == "**") return true;
        var (wanted, parts) = (pattern.Split('.'), path.Split('.'));
        return wanted.Length == parts.Length && wanted.Zip(parts).All(pair => pair.First == "*" || pair.First == pair.Second);
    }
}
