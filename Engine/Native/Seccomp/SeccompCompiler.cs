using Label = Panel.Engine.Native.Seccomp.BpfAssembler.Label;

namespace Panel.Engine.Native.Seccomp;

/// <summary>Compiles a profile to the BPF program that the shim's child loads just before execve. A binary search over ranges of numbers
/// with the same outcome finds a call.</summary>
/// <remarks>A number above every known one returns ENOSYS instead of a denying default, as in runc: a newer C library tries a newer call
/// and uses the older one only when the call does not exist.</remarks>
public static class SeccompCompiler
{
    internal const uint X32Bit = 0x40000000;
    internal const uint Unknown = SeccompAction.Errno | 38;
    private const uint AuditX64 = 0xC000003E;
    private const uint AuditI386 = 0x40000003;
    private const uint OffsetNumber = 0;
    private const uint OffsetArchitecture = 4;

    /// <summary>Compiles the rules that apply to a container with these capabilities.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="capabilities">Bounding set, as CAP_… names.</param>
    /// <param name="kernel">The running kernel's version, for a rule's minimum.</param>
    /// <returns>An array of struct sock_filter.</returns>
    /// <exception cref="Contract.InvalidInputException">An action, comparison or argument is wrong, or there are too many rules.</exception>
    public static byte[] Compile(SeccompProfile profile, IReadOnlySet<string> capabilities, Version kernel)
    {
        var bpf = new BpfAssembler();
        var rules = new SeccompRules(profile, capabilities, kernel);
        var returns = new Dictionary<uint, Label>();
        Label i386 = new(), x32 = new(), foreign = new();

        bpf.Load(OffsetArchitecture);
        bpf.GotoIf(BpfTest.Equal, AuditI386, rules.Has(SyscallTable.I386) ? i386 : foreign);
        bpf.GotoUnless(BpfTest.Equal, AuditX64, foreign);
        bpf.Load(OffsetNumber);
        bpf.GotoIf(BpfTest.GreaterOrEqual, X32Bit, rules.Has(SyscallTable.X32) ? x32 : foreign);
        Emit(bpf, rules, SyscallTable.X64, 0, returns);
        if (rules.Has(SyscallTable.X32))
        {
            bpf.Mark(x32);
            Emit(bpf, rules, SyscallTable.X32, X32Bit, returns);
        }

        if (rules.Has(SyscallTable.I386))
        {
            bpf.Mark(i386);
            bpf.Load(OffsetNumber);
            Emit(bpf, rules, SyscallTable.I386, 0, returns);
        }

        foreach (var (action, label) in returns)
        {
            bpf.Mark(label);
            bpf.Return(action);
        }

        bpf.Mark(foreign);
        bpf.Return(SeccompAction.KillProcess);
        return bpf.Assemble();
    }

    private static void Emit(BpfAssembler bpf, SeccompRules rules, SyscallTable table, uint bit, Dictionary<uint, Label> returns)
    {
        var ranges = new List<(uint First, Label Target)>();
        var tested = new List<(Label Label, IReadOnlyList<ResolvedRule> Rules)>();
        for (uint number = 0; number <= table.Highest; number++)
        {
            var matching = rules.For(table, number);
            Label target;
            if (matching is [{ Arguments.Count: > 0 }, ..])
            {
                target = new Label();
                tested.Add((target, matching));
            }
            else
            {
                target = Return(matching is [var first, ..] ? first.Action : rules.DefaultAction);
            }

            if (ranges.Count == 0 || ranges[^1].Target != target) ranges.Add((number + bit, target));
        }

        ranges.Add((table.Highest + 1 + bit, Return(rules.DefaultAction == SeccompAction.Allow ? SeccompAction.Allow : Unknown)));
        EmitSearch(bpf, ranges, 0, ranges.Count - 1);
        foreach (var (label, matching) in tested)
        {
            bpf.Mark(label);
            EmitTests(bpf, matching, Return, rules.DefaultAction);
        }

        Label Return(uint action)
        {
            if (!returns.TryGetValue(action, out var label)) returns[action] = label = new Label();
            return label;
        }
    }

    private static void EmitSearch(BpfAssembler bpf, List<(uint First, Label Target)> ranges, int low, int high)
    {
        if (low == high)
        {
            bpf.Goto(ranges[low].Target);
            return;
        }

        var middle = (low + high + 1) / 2;
        var upper = new Label();
        bpf.GotoIf(BpfTest.GreaterOrEqual, ranges[middle].First, upper);
        EmitSearch(bpf, ranges, low, middle - 1);
        bpf.Mark(upper);
        EmitSearch(bpf, ranges, middle, high);
    }

    private static void EmitTests(BpfAssembler bpf, IReadOnlyList<ResolvedRule> rules, Func<uint, Label> returnOf, uint defaultAction)
    {
        foreach (var rule in rules)
        {
            foreach (var alternative in SeccompArguments.Alternatives(rule.Arguments))
            {
                var next = new Label();
                foreach (var argument in alternative) SeccompArguments.Emit(bpf, argument, next);
                bpf.Goto(returnOf(rule.Action));
                bpf.Mark(next);
            }

            if (rule.Arguments.Count == 0) return;
        }

        bpf.Goto(returnOf(defaultAction));
    }
}
