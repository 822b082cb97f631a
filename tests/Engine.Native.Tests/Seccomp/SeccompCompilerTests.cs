using Panel.Engine.Contract;
using Panel.Engine.Native.Seccomp;

namespace Panel.Engine.Native.Tests.Seccomp;

public sealed class SeccompCompilerTests
{
    private const uint X64 = 0xC000003E;
    private const uint I386 = 0x40000003;
    private const uint X32Bit = 0x40000000;
    private const uint Eperm = SeccompAction.Errno | 1;
    private const uint Enosys = SeccompAction.Errno | 38;

    private static readonly Version Kernel = new(6, 1);

    private static readonly string[] Defaults =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP",
        "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    public static TheoryData<string> CapabilitySets => ["", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_BPF,CAP_PERFMON", "CAP_SYS_TIME,CAP_SYS_RAWIO,CAP_SYSLOG"];

    [Theory]
    [MemberData(nameof(CapabilitySets))]
    public void I2_Compile_EveryNumberOfEveryArchitecture_AnswersAsTheProfileEvaluates(string added)
    {
        var capabilities = Defaults.Concat(added.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        var program = SeccompCompiler.Compile(SeccompProfiles.Default, capabilities, Kernel);
        foreach (var (table, audit, bit) in new[] { (SyscallTable.X64, X64, 0u), (SyscallTable.I386, I386, 0u), (SyscallTable.X32, X64, X32Bit) })
        {
            var names = table.All.ToLookup(pair => pair.Value, pair => pair.Key);
            for (uint number = 0; number <= table.Highest + 50; number++)
            {
                foreach (var arguments in Arguments())
                {
                    var expected = number > table.Highest ? Enosys : Evaluate(names[number], arguments, capabilities);
                    Assert.True(
                        expected == BpfMachine.Run(program, audit, number + bit, arguments),
                        $"{table.GoName} {number} {names[number].FirstOrDefault()} ({string.Join(',', arguments)})");
                }
            }
        }
    }

    [Fact]
    public void Default_FactsOfTheProfile_Hold()
    {
        var program = SeccompCompiler.Compile(SeccompProfiles.Default, Defaults.ToHashSet(), Kernel);
        uint Run(string name, params ulong[] arguments) => BpfMachine.Run(program, X64, SyscallTable.X64.Find(name)!.Value, arguments);

        Assert.Equal(SeccompAction.Allow, Run("read"));
        Assert.Equal(SeccompAction.Allow, Run("fchmodat2"));
        Assert.Equal(Enosys, Run("clone3"));
        Assert.Equal(SeccompAction.Allow, Run("clone", 0x11));
        Assert.Equal(Eperm, Run("clone", 0x10000000));
        Assert.Equal(Eperm, Run("io_uring_setup"));
        Assert.Equal(Eperm, Run("keyctl"));
        Assert.Equal(Eperm, Run("userfaultfd"));
        Assert.Equal(Eperm, Run("mount"));
        Assert.Equal(SeccompAction.Allow, Run("socket", 2));
        Assert.Equal(Eperm, Run("socket", 38));
        Assert.Equal(Eperm, Run("socket", 40));
        Assert.Equal(Enosys, BpfMachine.Run(program, I386, SyscallTable.I386.Find("socketcall")!.Value, [1]));
        Assert.Equal(SeccompAction.KillProcess, BpfMachine.Run(program, 0xC00000B7, 0, []));
    }

    [Theory]
    [InlineData("SCMP_CMP_NE", 5, 4, true)]
    [InlineData("SCMP_CMP_NE", 5, 5, false)]
    [InlineData("SCMP_CMP_LT", 0x100000000, 0xffffffff, true)]
    [InlineData("SCMP_CMP_LT", 0x100000000, 0x100000000, false)]
    [InlineData("SCMP_CMP_LE", 0x100000000, 0x100000000, true)]
    [InlineData("SCMP_CMP_LE", 0x100000000, 0x100000001, false)]
    [InlineData("SCMP_CMP_GE", 0x200000005, 0x200000005, true)]
    [InlineData("SCMP_CMP_GE", 0x200000005, 0x1ffffffff, false)]
    [InlineData("SCMP_CMP_GT", 0x200000005, 0x200000006, true)]
    [InlineData("SCMP_CMP_GT", 0x200000005, 0x200000005, false)]
    public void Compile_Comparison_IsUnsigned64(string op, ulong value, ulong argument, bool matches)
    {
        var profile = new SeccompProfile
        {
            DefaultAction = "SCMP_ACT_KILL_PROCESS",
            Syscalls = [new SeccompRule { Names = ["read"], Action = "SCMP_ACT_ALLOW", Args = [new SeccompArgument(2, value, op)] }],
        };
        var program = SeccompCompiler.Compile(profile, new HashSet<string>(), Kernel);
        Assert.Equal(matches ? SeccompAction.Allow : SeccompAction.KillProcess, BpfMachine.Run(program, X64, 0, [0, 0, argument]));
    }

    [Theory]
    [InlineData("{", "Docker's JSON format")]
    [InlineData("null", "empty")]
    [InlineData("""{"syscalls":[]}""", "Docker's JSON format")]
    public void Parse_BrokenProfile_SaysWhatWouldBeRight(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => SeccompProfiles.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Compile_UnknownAction_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => SeccompCompiler.Compile(new SeccompProfile { DefaultAction = "SCMP_ACT_NOTIFY" }, new HashSet<string>(), Kernel));

    private static IEnumerable<ulong[]> Arguments()
    {
        foreach (var value in (ulong[])[0, 1, 2, 8, 37, 38, 39, 40, 41, 0x11, 0x10000000, 0x20000, 0x20008, 0x7E020000, 0xffffffff, 0x1_0000_0000, ulong.MaxValue])
        {
            yield return [value, 0, 0, 0, 0, 0];
            yield return [0, value, 0, 0, 0, 0];
        }
    }

    // An evaluation of its own, straight from the profile's text.
    private static uint Evaluate(IEnumerable<string> names, ulong[] arguments, HashSet<string> capabilities)
    {
        foreach (var rule in SeccompProfiles.Default.Syscalls)
        {
            if (rule.Includes?.Caps?.All(capabilities.Contains) == false || rule.Excludes?.Caps?.Any(capabilities.Contains) == true) continue;
            if (rule.Includes?.Arches is { } arches && !arches.Contains("amd64")) continue;
            if (!names.Any(name => rule.Names.Contains(name))) continue;
            var holds = (rule.Args ?? []).All(test => test.Op switch
            {
                "SCMP_CMP_LT" => arguments[test.Index] < test.Value,
                "SCMP_CMP_GT" => arguments[test.Index] > test.Value,
                "SCMP_CMP_EQ" => arguments[test.Index] == test.Value,
                "SCMP_CMP_MASKED_EQ" => (arguments[test.Index] & test.Value) == test.ValueTwo,
                _ => throw new InvalidOperationException(test.Op),
            });
            if (holds) return SeccompAction.Parse(rule.Action, rule.ErrnoRet);
        }

        return Eperm;
    }
}
