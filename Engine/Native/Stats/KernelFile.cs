namespace Panel.Engine.Native.Stats;

/// <summary>Small files that the kernel writes: numbers, and lines of a key and a number.</summary>
internal static class KernelFile
{
    /// <summary>The text; null when the file is gone or not there in this kernel, or its process ended during the read.</summary>
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

    /// <summary>The number after the key at a line's start; 0 when there is none.</summary>
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
