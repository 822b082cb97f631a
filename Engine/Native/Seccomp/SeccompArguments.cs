using Panel.Engine.Contract;

namespace Panel.Engine.Native.Seccomp;

/// <summary>Compiles argument tests. Arguments are 64 bits in two little-endian words of struct seccomp_data, from offset 16.</summary>
internal static class SeccompArguments
{
    private const uint FirstArgument = 16;

    /// <summary>Splits tests into alternatives: several tests on one argument are alternatives, as in runc; otherwise all must hold.</summary>
    public static IReadOnlyList<IReadOnlyList<SeccompArgument>> Alternatives(IReadOnlyList<SeccompArgument> arguments) =>
        arguments.GroupBy(argument => argument.Index).Any(group => group.Count() > 1)
            ? [.. arguments.Select(argument => (IReadOnlyList<SeccompArgument>)[argument])]
            : [arguments];

    /// <summary>Continues if the test is true, else jumps to <paramref name="fails"/>.</summary>
    public static void Emit(BpfAssembler bpf, SeccompArgument argument, BpfAssembler.Label fails)
    {
        if (argument.Index is < 0 or > 5)
        {
            throw new InvalidInputException($"A seccomp rule tests argument {argument.Index}; system calls have arguments 0 to 5.", "Security.SeccompProfile");
        }

        var holds = new BpfAssembler.Label();
        switch (argument.Op)
        {
            case "SCMP_CMP_EQ":
                EmitEqual(bpf, argument.Index, ulong.MaxValue, argument.Value, fails);
                break;
            case "SCMP_CMP_MASKED_EQ":
                EmitEqual(bpf, argument.Index, argument.Value, argument.ValueTwo, fails);
                break;
            case "SCMP_CMP_NE":
                EmitEqual(bpf, argument.Index, ulong.MaxValue, argument.Value, holds);
                bpf.Goto(fails);
                break;
            case "SCMP_CMP_GT":
                EmitOrder(bpf, argument, BpfTest.Greater, holds, fails);
                break;
            case "SCMP_CMP_GE":
                EmitOrder(bpf, argument, BpfTest.GreaterOrEqual, holds, fails);
                break;
            case "SCMP_CMP_LT":
                EmitOrder(bpf, argument, BpfTest.GreaterOrEqual, fails, holds);
                break;
            case "SCMP_CMP_LE":
                EmitOrder(bpf, argument, BpfTest.Greater, fails, holds);
                break;
            default:
                throw new InvalidInputException(
                    $"The seccomp comparison \"{argument.Op}\" is unknown; use SCMP_CMP_NE, LT, LE, EQ, GE, GT or MASKED_EQ.", "Security.SeccompProfile");
        }

        bpf.Mark(holds);
    }

    private static void EmitEqual(BpfAssembler bpf, int index, ulong mask, ulong value, BpfAssembler.Label fails)
    {
        EmitWord(bpf, High(index), (uint)(mask >> 32), (uint)(value >> 32), fails);
        EmitWord(bpf, Low(index), (uint)mask, (uint)value, fails);
    }

    private static void EmitWord(BpfAssembler bpf, uint offset, uint mask, uint value, BpfAssembler.Label fails)
    {
        bpf.Load(offset);
        if (mask != uint.MaxValue) bpf.And(mask);
        bpf.GotoUnless(BpfTest.Equal, value, fails);
    }

    private static void EmitOrder(BpfAssembler bpf, SeccompArgument argument, BpfTest lowTest, BpfAssembler.Label above, BpfAssembler.Label below)
    {
        bpf.Load(High(argument.Index));
        bpf.GotoIf(BpfTest.Greater, (uint)(argument.Value >> 32), above);
        bpf.GotoUnless(BpfTest.Equal, (uint)(argument.Value >> 32), below);
        bpf.Load(Low(argument.Index));
        bpf.GotoIf(lowTest, (uint)argument.Value, above);
        bpf.Goto(below);
    }

    private static uint Low(int index) => FirstArgument + (8 * (uint)index);

    private static uint High(int index) => Low(index) + 4;
}
