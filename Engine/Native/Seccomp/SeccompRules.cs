namespace Panel.Engine.Native.Seccomp;

/// <summary>The rules of a profile that apply to one container, by architecture and number.</summary>
internal sealed class SeccompRules
{
    private readonly Dictionary<(SyscallTable, uint), List<ResolvedRule>> _byNumber = [];
    private readonly HashSet<string> _architectures;

    public SeccompRules(SeccompProfile profile, IReadOnlySet<string> capabilities, Version kernel)
    {
        DefaultAction = SeccompAction.Parse(profile.DefaultAction, profile.DefaultErrnoRet);
        _architectures = Architectures(profile);
        foreach (var rule in profile.Syscalls.Where(rule => Counts(rule, capabilities, kernel)))
        {
            var resolved = new ResolvedRule(SeccompAction.Parse(rule.Action, rule.ErrnoRet), rule.Args ?? []);
            foreach (var table in (SyscallTable[])[SyscallTable.X64, SyscallTable.I386, SyscallTable.X32])
            {
                foreach (var name in rule.AllNames)
                {
                    if (table.Find(name) is { } number) Add(table, number, resolved);
                }
            }
        }
    }

    public uint DefaultAction { get; }

    public bool Has(SyscallTable table) => _architectures.Contains(table.ProfileName);

    public IReadOnlyList<ResolvedRule> For(SyscallTable table, uint number) => _byNumber.TryGetValue((table, number), out var rules) ? rules : [];

    private void Add(SyscallTable table, uint number, ResolvedRule rule)
    {
        if (!_byNumber.TryGetValue((table, number), out var rules)) _byNumber[(table, number)] = rules = [];
        // Rules after an unconditional one can never match.
        if (rules is not [.., { Arguments.Count: 0 }]) rules.Add(rule);
    }

    private static HashSet<string> Architectures(SeccompProfile profile)
    {
        var named = profile.ArchMap.Where(entry => entry.Architecture == SyscallTable.X64.ProfileName)
            .SelectMany(entry => (entry.SubArchitectures ?? []).Prepend(entry.Architecture))
            .Concat(profile.Architectures).ToHashSet();
        if (named.Count == 0) named = [SyscallTable.I386.ProfileName, SyscallTable.X32.ProfileName];
        named.Add(SyscallTable.X64.ProfileName);
        return named;
    }

    // Conditions concern the host's architecture, as in moby: x86_64 only has the companions' names if a rule lists them, too.
    private static bool Counts(SeccompRule rule, IReadOnlySet<string> capabilities, Version kernel)
    {
        if (rule.Includes is { } includes)
        {
            if (includes.Caps is { Count: > 0 } caps && !caps.All(capabilities.Contains)) return false;
            if (includes.Arches is { Count: > 0 } arches && !arches.Contains(SyscallTable.X64.GoName)) return false;
            if (includes.MinKernel is { Length: > 0 } minimum && kernel < Version.Parse(minimum)) return false;
        }

        return rule.Excludes is not { } excludes
            || !((excludes.Caps?.Any(capabilities.Contains) ?? false)
                || (excludes.Arches?.Contains(SyscallTable.X64.GoName) ?? false)
                || (excludes.MinKernel is { Length: > 0 } from && kernel >= Version.Parse(from)));
    }
}

/// <summary>A rule with its action's value.</summary>
internal sealed record ResolvedRule(uint Action, IReadOnlyList<SeccompArgument> Arguments);
