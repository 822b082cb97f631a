namespace Panel.Engine.Native.Stats;

/// <summary>Reads small kernel files: numbers, and lines with a key and a number.</summary>
internal static class KernelFile
{
    /// <summary>The text; null when the file is gone or missing in this kernel, or its process ended during the read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static long? Number(string path) => long.TryParse(Read(path).AsSpan().Trim(), out var number) ? number : null;

    /// <summary>The numbers of a line; empty when the file is missing.</summary>
    public static IReadOnlyList<long> Numbers(string path) =>
        [.. (Read(path) ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => long.TryParse(word, out var number) ? number : 0)];

    /// <summary>The counters of a file with a key and a number on each line; empty when it is missing.</summary>
    public static Dictionary<string, long> Counters(string path)
    {
        Dictionary<string, long> counters = new(StringComparer.Ordinal);
        var text = (Read(path) ?? "").AsSpan();
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            var space = line.IndexOf(' ');
            if (space > 0 && long.TryParse(line[(space + 1)..], out var number)) counters[line[..space].ToString()] = number;
        }
        return counters;
    }

    /// <summary>The number after the key at the start of a line; 0 when there is none.</summary>
    public static long Value(string? text, string key)
    {
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            if (!line.StartsWith(key)) continue;
            var rest = line[key.Length..];
            if (rest.IsEmpty || rest[0] is not (' ' or ':')) continue;
            rest = rest[1..].Trim();
            var end = rest.IndexOf(' ');
            return long.TryParse(end < 0 ? rest : rest[..end], out var number) ? number : 0;
        }
        return 0;
    }
}
