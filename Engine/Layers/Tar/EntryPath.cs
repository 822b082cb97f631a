using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Tar;

/// <summary>Converts names of tar entries to paths below the layer's root.</summary>
public static class EntryPath
{
    private const int MaxLength = 4095;

    /// <summary>The path without a leading slash, <c>.</c> and <c>..</c>; empty for the root.</summary>
    /// <exception cref="LayerFaultException">It leads out of the layer.</exception>
    public static string Clean(string path, string what)
    {
        if (path.Length > MaxLength) throw LayerFault.Invalid($"has {what} longer than {MaxLength} bytes");
        if (path.Contains('\0')) throw LayerFault.Invalid($"has a zero byte in {what}");
        List<string> parts = [];
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else throw LayerFault.Invalid($"leads out of the layer with {what} '{RawName.Show(path)}'");
        }
        return string.Join('/', parts);
    }

    public static (string Parent, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }
}
