namespace Panel.Engine.Native.Stats;

/// <summary>Sums of /proc/…/net/dev.</summary>
internal static class NetworkCounters
{
    /// <summary>Received and sent bytes of the interfaces that are wanted.</summary>
    public static (long Received, long Sent) Sum(string? text, Func<string, bool> wanted)
    {
        long received = 0, sent = 0;
        foreach (var line in (text ?? "").Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon < 0 || !wanted(line[..colon].Trim())) continue;
            // receive: bytes packets errs drop fifo frame compressed multicast; transmit: bytes …
            var fields = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 9) continue;
            received += long.TryParse(fields[0], out var bytes) ? bytes : 0;
            sent += long.TryParse(fields[8], out bytes) ? bytes : 0;
        }
        return (received, sent);
    }
}
