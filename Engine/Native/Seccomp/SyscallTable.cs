using System.Collections.Frozen;
using System.Globalization;

namespace Panel.Engine.Native.Seccomp;

/// <summary>System call numbers of one architecture.</summary>
public sealed class SyscallTable
{
    private readonly FrozenDictionary<string, uint> _numbers;

    private SyscallTable(string profileName, string goName, IEnumerable<KeyValuePair<string, uint>> numbers)
    {
        ProfileName = profileName;
        GoName = goName;
        _numbers = numbers.ToFrozenDictionary();
        Highest = _numbers.Values.Max();
    }

    /// <summary>64-bit x86.</summary>
    public static SyscallTable X64 { get; } = Load("SCMP_ARCH_X86_64", "amd64", 1);

    /// <summary>32-bit x86.</summary>
    public static SyscallTable I386 { get; } = Load("SCMP_ARCH_X86", "x86", 2);

    /// <summary>x32; the numbers are without the x32 bit.</summary>
    public static SyscallTable X32 { get; } = Load("SCMP_ARCH_X32", "x32", 3);

    /// <summary>Name in a profile.</summary>
    public string ProfileName { get; }

    /// <summary>Name in a rule's condition.</summary>
    public string GoName { get; }

    /// <summary>The highest known number.</summary>
    public uint Highest { get; }

    /// <summary>Names and numbers.</summary>
    public IEnumerable<KeyValuePair<string, uint>> All => _numbers;

    /// <summary>The number of a call, or null if the architecture has none with that name.</summary>
    public uint? Find(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    private static SyscallTable Load(string profileName, string goName, int column)
    {
        using var stream = typeof(SyscallTable).Assembly.GetManifestResourceStream("Panel.Engine.Native.Seccomp.syscalls-x86.txt")!;
        using var reader = new StreamReader(stream);
        var numbers = new Dictionary<string, uint>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split(' ');
            if (fields[column] != "-") numbers[fields[0]] = uint.Parse(fields[column], CultureInfo.InvariantCulture);
        }

        return new SyscallTable(profileName, goName, numbers);
    }
}
