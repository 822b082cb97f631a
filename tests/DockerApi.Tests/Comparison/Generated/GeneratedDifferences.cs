using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Differences of the generated cases that may be, beside those of <see cref="MayDiffer"/>, and faults that are known and not yet mended.</summary>
internal static class GeneratedDifferences
{
    // Which cases, what they found, and why it makes something safer or cannot be otherwise here.
    private static readonly (string Case, string Found, string Why)[] MayBe =
    [
        (@".", @"^inside: limit (open files|processes|core file size|locked memory) ",
            "Docker hands the limits of its own process on, the panel the kernel's"),
        (@".", @"^inside: Cap(Eff|Bnd) is 000001fffeffffff in Docker's container and 000001ffffffffff",
            "a daemon that lacks a capability cannot give it; in a user namespace of its own a container has all"),
        (@".", @"^[a-z ]+: the status is (4|5)[0-9]{2} in Docker's answer .* and 501 in the panel's",
            "both refuse; the panel says that it does not have the field, before it looks at its value"),
        (@".", @"cannot unmarshal .* and 20[0-9] in the panel's",
            "a value of another type in a field that the panel does not read, which says nothing"),
        (@".", @"the status is 4[0-9]{2} in Docker's answer .* and 4[0-9]{2} in the panel's.*The (arguments|parameter|body)|A terminal has",
            "both refuse; the panel looks at the parameters before the state"),
        (@"ExposedPorts=|PortBindings=", @"and 400 in the panel's .*The port ",
            "what is no port is refused, where Docker keeps it and passes it over"),
        (@"PortBindings=", @"and 400 in the panel's .*The host address", "what is no address is refused, where Docker listens on all"),
        (@"Volumes=|WorkingDir=|MaskedPaths=|ReadonlyPaths=|Tmpfs=|Binds=",
            @"and 400 in the panel's .*must be an absolute path|^create: the status is 201 .*The bind '",
            "a path that is not absolute is refused, where Docker takes it as relative to the root or makes an anonymous volume of it"),
        (@"BlkioWeight", @"Block I/O weight|HostConfig.BlkioWeight is 0",
            "where the kernel has no weights Docker forgets the value; the panel keeps it for a host that has them, and warns"),
        (@"NetworkMode|NetworkDisabled|Propagation", @"^create: Warnings\[\] has 0 items", "the panel warns of what has no effect"),
        (@"IpcMode=.host.", @"^inside: (mount|stat) /dev/shm ", "the host's own options and owners show through the user namespace"),
        (@"Privileged=true", @"^inside: sys ", "settings of the host's kernel belong to the host's root, who a container's root is not"),
        (@"Init=true", @"^inside: pid1 ", "the panel's init is part of its shim"),
        (@"Hostname=", @"^create: the status is 201 .*and 400 in the panel's .*host name",
            "what is no host name is refused, which programs inside would fail at"),
        (@"DnsSearch=|DnsOptions=", @"^create: the status is 201 .*and 400 in the panel's", "what no resolver reads is refused"),
        (@"Devices\[\]|DeviceCgroupRules", @"^create: the status is 201 .*and 400 in the panel's .*(rights|device)",
            "rights that do not exist are refused at the create"),
        (@"NanoCpus=1$", @"The limit of 1E-09 CPUs", "less CPU than the kernel can count is refused, where Docker gives the least"),
        (@"CpuShares", @"The CPU shares must be between", "the kernel cuts what is out of range; the panel says so"),
        (@"MemoryReservation", @"The memory reservation must", "a reservation above the limit or below the least has no effect, and is refused"),
        (@"MemorySwap=-[0-9]{2,}|MemorySwap=-2", @"needs a memory limit too",
            "a limit of swap without one of memory is refused, a negative one too"),
        (@"PidsLimit=", @"^inspect: HostConfig.PidsLimit", "2048 unless told otherwise; Docker has no limit"),
        (@"BlkioDevice", @"There is no disk|needs its Path|at Blkio", "a disk that is not there is refused at once, not at the next start"),
        (@"BlkioDevice|Devices=\[null\]", @"^inspect: HostConfig.(Blkio|Devices)[A-Za-z]*\[\] has 1 items", "an item that says nothing is dropped"),
        (@"MaximumRetryCount=2147483648", @"^update: the status is 200", "more tries than can be counted are refused"),
        (@"exec .*User=|exec WorkingDir=", @"^exec create: the status is 201", "what cannot run is refused when it is prepared, not when it starts"),
        (@"^exec ", @"^exec output: .*The command cannot run in ", "a sentence of its own"),
        (@"exec (start )?Cmd=\""", @"^exec create: the status is 400", "one word is taken for a list of one, as at a create"),
        (@"(since|until)=", @"the status is (500|400) in Docker's answer .*and 200 in the panel's",
            "the times that the command line takes are taken from every client, and a span in which nothing can be is empty"),
        (@"/logs (since|until)", @"the status is 500", "as above"),
        (@"filter name=\[\""\(\""\]|filter name=\[\""\*\""\]", @"no usable regular", "a pattern that cannot be is told of on every list"),
        (@"/networks/bridge (verbose|scope)", @".", "there is no swarm, whose parts these ask for"),
        (@"platform=", @"^export: ", "the platform is read, which Docker does since API 1.48"),
        (@"signal=", @"^act: the status is (204|304) .*There is no signal", "a signal that does not exist is refused also where nothing is stopped"),
        (@"kept resize|kept/resize", @"^resize: the status is 200", "a size that no terminal has is refused, and one where there is no terminal"),
        (@"path=/dev/null", @"^archive: the status is 404", "the file is there; Docker looks below /dev of the image"),
        (@"Propagation=\""r?(shared|slave)\""", @"^start: the status is 500", "the host's mount is made shared where it must be, instead of failing"),
        (@"OomKillDisable=true", @"^update: Warnings", "an update leaves it as it is, in Docker too, which warns nevertheless"),
        (@"Env=\[\""PATH", @"^start: the status is 400 .*in Docker's answer", "a command is found without PATH by the places that are usual"),
        (@"exec AttachStdout=", @"^exec: (Running|ExitCode)", "nobody waits for its end, which may have come or not"),
        (@"TmpfsOptions", @"^create: the status is 201 .*( at HostConfig.Mounts\[0\].TmpfsOptions|The (size|mode) of a tmpfs must|invalid tmpfs option)|^inspect: HostConfig.Mounts\[\].TmpfsOptions.Options|^inside: (mount|stat) /m ",
            "options of a tmpfs are read, which Docker does since API 1.46, and a mode that cannot be is refused"),
        (@"UTSMode=.host.", @"^inside: hosts ", "each tells its own name beside the host's"),
        (@"/kept/json", @"^inspect: ExecIDs", "when execs that have ended are forgotten"),
    ];

    // Faults, each to be mended and taken out: which cases, what they found, and what is wrong.
    private static readonly (string Case, string Found, string Fault)[] NotYetMended =
    [
        (@"CgroupParent|BlkioWeightDevice|CpuRealtime|DeviceRequests|KernelMemory|CpuCount|CpuPercent|IOMaximum|Links|MacAddress|StorageOpt|VolumeDriver|VolumeOptions|ImageOptions|ClusterOptions|Cgroup=|Runtime|Isolation|Annotations", @"and 501 in the panel's", "The field is refused although Docker takes it (docs/docker-api.md has the table)."),
        (@"80/sctp", @"and 501 in the panel's", "A port of SCTP, which the engine does not publish, is refused where it is only exposed, too."),
        (@"UTSMode=.host.|NetworkMode=.container", @"^inspect: Config.Hostname", "Inspect tells another host name where the name is shared."),
        (@"Healthcheck", @"of another type than it must be", "A null in a health check is not taken for absent."),
        (@"null|Init=", @"^[a-z ]+: the status is 20[0-9] in Docker's answer .*(of another type than it must be|Object reference)",
            "A null or a field of a create in an update is not passed over everywhere."),
        (@"NetworkMode=.container", @"^create: the status is 400 in Docker's answer .*conflicting options",
            "Options that contradict a shared network are passed over."),
        (@"NetworkMode=.container", @"^create: the status is 201 .*needs a network of the",
            "A network setting beside a shared network is refused at the create, not at the start."),
        (@"NetworkDisabled", @"^inside: (hosts|resolv)", "A container without a network has files of one."),
        (@"ExtraHosts", @"^inside: hosts", "The address of host-gateway is told beside another order or value of hosts."),
        (@"Tmpfs=.*VolumesFrom=|VolumesFrom=.*Tmpfs=", @"^inspect: Mounts\[\]",
            "A tmpfs hides the volume of another container, which Docker mounts instead."),
        (@"Mounts=.*Tmpfs=", @"Duplicate mount point", "A tmpfs given in both ways at one place is refused."),
        (@"MaskedPaths=\[\""/etc/group\""\]", @"^start: the status is 204", "A masked /etc/group keeps the container from starting."),
        (@"Binds=\[\""/etc/apt:/m:ro,rw", @"^create: the status is 500", "Rights that contradict each other in a bind are taken."),
        (@"/volumes filter dangling=", @"^volumes: the status is 400", "An empty filter for what dangles is passed over."),
        (@"update .*(Memory)", @"^update: the status is 409 .*and 400 in the panel's", "The status of a conflict between memory and swap is 400."),
        (@"exec start (Tty|ConsoleSize)|exec DetachKeys|exec ConsoleSize", @"^exec (start|create): the status is",
            "A size without a terminal, wrong detach keys and values of other types are not treated as Docker does."),
        (@"restart signal=", @"^inspect: State.FinishedAt", "A restart of a container does not tell when it had finished."),
    ];

    /// <summary>Whether the difference is in one of the tables.</summary>
    public static bool Know(string name, string found) => MayBe.Concat(NotYetMended).Any(entry => Regex.IsMatch(name, entry.Case) && Regex.IsMatch(found, entry.Found, RegexOptions.Singleline));
}
