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
    /// <summary>The command is running: execve succeeded.</summary>
    Started,

    /// <summary>The container could not be created; nothing of it is left.</summary>
    Failed,

    /// <summary>The kernel's OOM killer killed a process of the container, which may still be running.</summary>
    Oom,

    /// <summary>The container ended and <see cref="ShimSpec.ExitFile"/> is written.</summary>
    Exited,

    /// <summary>The container's resources are free, except its root file system, which the kernel is still flushing to the disk. Older
    /// shims only hang up.</summary>
    Released,

    /// <summary>A request was refused or failed; Message says why.</summary>
    Error,
}

/// <summary>A line from the shim. <see cref="Kind"/> determines which fields are set.</summary>
public sealed record ShimMessage
{
    public required ShimMessageKind Kind { get; init; }

    /// <summary>Started: the pid of the container's process 1 on the host.</summary>
    public int? Pid { get; init; }

    /// <summary>Started.</summary>
    public int? ShimPid { get; init; }

    /// <summary>Started: field 22 of /proc/&lt;pid&gt;/stat; together with the boot id it detects a reused pid.</summary>
    public long? StartTimeTicks { get; init; }

    /// <summary>Failed: one of <see cref="ShimSteps"/>.</summary>
    public string? Step { get; init; }

    /// <summary>Failed: the kernel's errno, 0 if there is none.</summary>
    public int? Errno { get; init; }

    /// <summary>Failed: the path or other input.</summary>
    public string? Path { get; init; }

    /// <summary>Failed and error: one sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>Exited. Failed at <see cref="ShimSteps.Execute"/>: Docker's code (126 or 127).</summary>
    public int? ExitCode { get; init; }

    /// <summary>Exited.</summary>
    public ExitRecord? Exit { get; init; }
}
