using Panel.Engine.Contract;

namespace Panel.Engine.Native.Stats;

/// <summary>Parses /proc/…/net/dev.</summary>
internal static class NetworkCounters
{
    // Fields of each direction: bytes, packets, errs, drop, fifo, frame, compressed, multicast.
    private const int Direction = 8;

    /// <summary>The selected interfaces.</summary>
    public static IReadOnlyList<InterfaceCounters> Read(string? text, Func<string, bool> wanted)
    {
        List<InterfaceCounters> interfaces = [];
        foreach (var line in (text ?? "").Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[..colon].Trim() is not { } name || !wanted(name)) continue;
            var fields = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > Direction + 3) interfaces.Add(new(name, Traffic(fields), Traffic(fields.AsSpan(Direction))));
        }
        return interfaces;
    }

    private static TrafficCounters Traffic(ReadOnlySpan<string> fields) => new(Number(fields[0]), Number(fields[1]), Number(fields[2]), Number(fields[3]));

    private static long Number(string text) => long.TryParse(text, out var number) ? number : 0;
}
