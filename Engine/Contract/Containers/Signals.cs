using System.Collections.Frozen;
using System.Globalization;

namespace Panel.Engine.Contract;

/// <summary>Linux signals by name and number (signal(7), x86-64 and arm64).</summary>
public static class Signals
{
    /// <summary>The number of SIGKILL.</summary>
    public const int Kill = 9;
    private const int RealTimeMinimum = 34;
    private const int Maximum = 64;

    private static readonly string[] ByNumber =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private static readonly FrozenDictionary<string, int> Numbers = ByNumber.Index().Skip(1)
        .Select(pair => KeyValuePair.Create(pair.Item, pair.Index))
        .Concat([new("CLD", 17), new("IOT", 6), new("POLL", 29), new("RTMIN", RealTimeMinimum), new("RTMAX", Maximum)])
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parses a name with or without SIG, or a number from 1 to 64.</summary>
    /// <exception cref="InvalidInputException">There is no such signal.</exception>
    public static int Parse(string signal, string field) =>
        TryParse(signal) ?? throw new InvalidInputException($"There is no signal '{signal}'; give a name such as SIGTERM or a number from 1 to 64.", field);

    /// <summary>Whether this machine has a signal of that name or number.</summary>
    public static bool IsKnown(string signal) => TryParse(signal) is not null;

    /// <summary>The name with SIG.</summary>
    public static string Name(int number) => number switch
    {
        > 0 when number < ByNumber.Length => "SIG" + ByNumber[number],
        RealTimeMinimum => "SIGRTMIN",
        Maximum => "SIGRTMAX",
        > RealTimeMinimum and < Maximum => $"SIGRTMIN+{number - RealTimeMinimum}",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static int? TryParse(string signal)
    {
        if (int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number is >= 1 and <= Maximum ? number : null;
        var name = signal.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? signal[3..] : signal;
        if (Numbers.TryGetValue(name, out number)) return number;
        return RealTime(name, "RTMIN+", RealTimeMinimum, 1) ?? RealTime(name, "RTMAX-", Maximum, -1);
    }

    private static int? RealTime(string name, string prefix, int from, int direction) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        && offset <= Maximum - RealTimeMinimum
            ? from + (direction * offset)
            : null;
}
