using System.Text;
using Panel.Engine.Native.State;

namespace Panel.Web.Configuration;

/// <summary>Identifies this panel among those that share a database: 32 random hexadecimal digits, kept in <c>panel.id</c> in the data
/// root.</summary>
/// <remarks>Read only after the engine has locked the data root, so that one process at a time has an identity.</remarks>
public sealed class PanelIdentity(PanelOptions options)
{
    private readonly Lazy<string> _id = new(() => ReadOrMake(FileOf(options)));

    /// <summary>The identity, created at the first start on a data root.</summary>
    /// <exception cref="StartUpException">The file has other content.</exception>
    public string Id => _id.Value;

    /// <summary>Whether a panel has run on this data root before.</summary>
    public static bool IsKnown(PanelOptions options) => Path.Exists(FileOf(options));

    private static string FileOf(PanelOptions options) => Path.Combine(options.DataRoot, "panel.id");

    private static string ReadOrMake(string file)
    {
        var copy = file + ".copy";
        if (Read(file) is { } id)
        {
            if (Read(copy) != id) AtomicFile.Write(copy, Encoding.ASCII.GetBytes(id));
            return id;
        }

        if (!Path.Exists(file)) id = Guid.NewGuid().ToString("N");
        else if (Read(copy) is { } kept) (id, _) = (kept, DamagedFile.SetAside(file));
        else throw new StartUpException($"{file} must hold 32 hexadecimal digits; restore it, or delete it to give this panel a new identity.");
        AtomicFile.WriteWithCopy(file, copy, Encoding.ASCII.GetBytes(id));
        return id;
    }

    // Whatever is there but is not an identity counts as none here; IsKnown asks whether anything is there.
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is var text && Guid.TryParseExact(text, "N", out _) ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
