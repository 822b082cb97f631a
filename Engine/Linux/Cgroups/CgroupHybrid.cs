namespace Panel.Engine.Linux.Cgroups;

/// <summary>
/// A group whose limits are v1's, and which is in the v2 hierarchy as well: that part has no controllers, so a container may be given it without a say in
/// its limits.
/// </summary>
/// <param name="limiting">The part with controllers.</param>
/// <param name="tree">The part in the v2 hierarchy.</param>
public sealed class CgroupHybrid(CgroupV1 limiting, CgroupV2 tree) : ICgroup
{
    public IEnumerable<string> Entries => limiting.Entries.Concat(tree.Entries);

    public void Create()
    {
        limiting.Create();
        tree.Create();
    }

    public void Delegate(uint user, bool withDisks) => tree.Delegate(user, withDisks);

    public void Apply(CgroupLimits limits) => limiting.Apply(limits);

    public void RestrictDevices(IReadOnlyList<string> more) => limiting.RestrictDevices(more);

    public void Add(int pid)
    {
        limiting.Add(pid);
        tree.Add(pid);
    }

    public void AddBeside(int pid, int other) => Add(pid);

    public long OomKills() => limiting.OomKills();

    public (int Descriptor, short Events)? WatchOom() => limiting.WatchOom();

    public void Freeze() => limiting.Freeze();

    public void Thaw() => limiting.Thaw();

    public void Kill() => limiting.Kill();

    // Both, also when one of them is busy.
    public bool TryDelete() => limiting.TryDelete() & tree.TryDelete();

    public string? Directory(string controller) => limiting.Directory(controller);
}
