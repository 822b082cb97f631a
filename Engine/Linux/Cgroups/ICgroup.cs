namespace Panel.Engine.Linux.Cgroups;

/// <summary>One container's control group, v1 or v2.</summary>
public interface ICgroup
{
    /// <summary>Makes the group and the groups above it that are missing.</summary>
    void Create();

    /// <summary>
    /// Lets a user make groups below and move the processes of this one among them (cgroups(7), "Cgroups delegation"). The files of the group's own
    /// limits stay root's.
    /// </summary>
    /// <param name="user">User and group, as the host numbers them.</param>
    /// <param name="withDisks">Whether groups for disks come along: on v1 a group below escapes the rates of those above.</param>
    void Delegate(uint user, bool withDisks);

    /// <summary>Sets or changes limits; what is null stays.</summary>
    void Apply(CgroupLimits limits);

    /// <summary>Denies every device but those of ISOLATION.md and of further rules in the words of v1's devices.allow; <c>a</c> allows all.</summary>
    void RestrictDevices(IReadOnlyList<string> more);

    /// <summary>Moves the process with all its threads into the group. The kernel waits for its readers first, some 8 ms.</summary>
    void Add(int pid);

    /// <summary>Puts a process beside another one of the group, into whichever group below it that one is; only v2 needs it, where a group with groups below holds no processes.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="other">The other one, such as the container's first.</param>
    void AddBeside(int pid, int other);

    /// <summary>
    /// Files of the group: a process of one thread that writes 0 to each enters by itself, and waits for nobody. Empty on v2, where only whole
    /// processes move.
    /// </summary>
    IEnumerable<string> Entries { get; }

    /// <summary>How many processes of the group the OOM killer has killed so far.</summary>
    long OomKills();

    /// <summary>A descriptor and the poll(2) events that tell that <see cref="OomKills"/> may have grown; null without a memory controller.</summary>
    (int Descriptor, short Events)? WatchOom();

    void Freeze();

    void Thaw();

    /// <summary>Sends SIGKILL to every process in the group.</summary>
    void Kill();

    /// <summary>Removes the group. False when processes are still in it (EBUSY); a group that is gone counts as removed.</summary>
    bool TryDelete();

    /// <summary>Directory of the controller (v1: "memory", "cpuacct", …; v2: always the one), or null where it is not mounted.</summary>
    string? Directory(string controller);
}
