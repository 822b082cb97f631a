namespace Panel.Engine.Linux.Cgroups;

/// <summary>One container's control group, v1 or v2.</summary>
public interface ICgroup
{
    /// <summary>Creates the group, and missing groups above it.</summary>
    void Create();

    /// <summary>Lets a user create groups below and move this group's processes among them (cgroups(7), "Cgroups delegation"). The files
    /// with the group's own limits stay root's.</summary>
    /// <param name="user">User and group, in the host's numbers.</param>
    /// <param name="withDisks">Whether to delegate disk groups, too: on v1, a group below is not bound by the rates of those above.</param>
    void Delegate(uint user, bool withDisks);

    /// <summary>Sets or changes limits; null keeps a limit.</summary>
    void Apply(CgroupLimits limits);

    /// <summary>Denies every device except those in ISOLATION.md and in more rules in the syntax of v1's devices.allow; <c>a</c> allows
    /// all.</summary>
    void RestrictDevices(IReadOnlyList<string> more);

    /// <summary>Moves the process with all its threads into the group. The kernel first waits for its readers, about 8 ms.</summary>
    void Add(int pid);

    /// <summary>Puts a process beside another one of the group, into the same group below it. Only v2 needs this, where a group with groups
    /// below has no processes of its own.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="other">The other process, such as the container's first.</param>
    void AddBeside(int pid, int other);

    /// <summary>Files of the group: a single-threaded process that writes 0 to each enters by itself, on v1 without waiting. Empty where v2 has
    /// the controllers: a group with groups below may have no processes of its own there, so the shim chooses.</summary>
    IEnumerable<string> Entries { get; }

    /// <summary>How many of the group's processes the OOM killer has killed so far.</summary>
    long OomKills();

    /// <summary>A descriptor and the poll(2) events that signal that <see cref="OomKills"/> may have grown; null without a memory
    /// controller.</summary>
    (int Descriptor, short Events)? WatchOom();

    void Freeze();

    void Thaw();

    /// <summary>Sends SIGKILL to every process in the group.</summary>
    void Kill();

    /// <summary>Removes the group. False while it has processes (EBUSY); a missing group counts as removed.</summary>
    bool TryDelete();

    /// <summary>Directory of the controller (v1: "memory", "cpuacct", …; v2: always the same one), or null if it is not mounted.</summary>
    string? Directory(string controller);
}
