namespace Panel.Engine.Protocol;

/*
   engine                        panel-shim run <spec>                     container (pid 1)
     |--- spawn, stdout = pipe ------>|                                          |
     |                                | prepare, cgroup, id-mapped mounts        |
     |                                |--- clone3 ------------------------------>| waits on the sync pipe
     |                                | id maps, limits, veth                    |
     |                                |--- one byte ---------------------------->| mounts, pivot_root, capabilities
     |                                |<-- step + errno, or EOF by CLOEXEC ------| execve
     |<-- started | failed -----------|                                          |
     |                                | (stdout may go away now: the shim lives on)
     |=== connect SocketPath ========>|                                          |
     |--- subscribe ----------------->|                                          |
     |<-- started [, oom] [, exited] -|   replay, then live                      |
     |--- kill{signal} -------------->|--- pidfd_send_signal ------------------->|
     |--- resize{rows,columns} ------>|--- TIOCSWINSZ -------------------------->|
     |--- attach, then raw bytes ---->|--- standard input ---------------------->|
     |<== frames of output, then EOF =|<-- standard output and error ------------|
     |                                |<-- exit status --------------------------|
     |                                | drain stdio, write ExitFile              |
     |<-- exited ---------------------|                                          |
     |<-- released -------------------| cgroup removed, socket unlinked          |
     |<-- EOF ------------------------| overlay unmounted, fsync ExitFile, exit 0|

   Every message is one line of JSON in UTF-8. After failed the shim has undone everything and exits with 1.
   A client that does not read is dropped, never waited for; it reads ExitFile instead. One that is attached may hold the container up
   for two seconds in which it reads nothing at all. A frame is Docker's: stream (1 or 2), three zeros, length (4 bytes, highest first). A client
   that asks for the position gets a frame of stream 0 first: where the log ends and the frames go on.
*/

public enum ShimMessageKind
{
    /// <summary>The command runs: execve succeeded.</summary>
    Started,

    /// <summary>The container could not be made; nothing of it is left.</summary>
    Failed,

    /// <summary>The kernel's OOM killer killed a process of the container, which may live on.</summary>
    Oom,

    /// <summary>The container ended and <see cref="ShimSpec.ExitFile"/> is written.</summary>
    Exited,

    /// <summary>What the container held is free, but for its root file system, which the kernel still brings to the disk. Older shims hang up only.</summary>
    Released,

    /// <summary>A request was refused or failed; Message says why.</summary>
    Error,
}

/// <summary>A line from the shim. Which fields are set follows from <see cref="Kind"/>.</summary>
public sealed record ShimMessage
{
    public required ShimMessageKind Kind { get; init; }

    /// <summary>Started: the container's process 1 as the host numbers it.</summary>
    public int? Pid { get; init; }

    /// <summary>Started.</summary>
    public int? ShimPid { get; init; }

    /// <summary>Started: field 22 of /proc/&lt;pid&gt;/stat; with the boot id it tells a reused pid.</summary>
    public long? StartTimeTicks { get; init; }

    /// <summary>Failed: one of <see cref="ShimSteps"/>.</summary>
    public string? Step { get; init; }

    /// <summary>Failed: the kernel's errno, 0 where there is none.</summary>
    public int? Errno { get; init; }

    /// <summary>Failed: the path or other input concerned.</summary>
    public string? Path { get; init; }

    /// <summary>Failed and error: one sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>Exited. Failed at <see cref="ShimSteps.Execute"/>: the code Docker would give (126 or 127).</summary>
    public int? ExitCode { get; init; }

    /// <summary>Exited.</summary>
    public ExitRecord? Exit { get; init; }
}
