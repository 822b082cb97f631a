using System.Text;
using Panel.Engine.Native.State;

namespace Panel.Web.Configuration;

/// <summary>Who this panel is among those that share a database: 32 random hexadecimal digits, kept in <c>panel.id</c> in the data root.</summary>
/// <remarks>Asked for only once the engine has the data root's lock: one process at a time bears an identity.</remarks>
public sealed class PanelIdentity(PanelOptions options)
{
    private readonly Lazy<string> _id = new(() => ReadOrMake(Path.Combine(options.DataRoot, "panel.id")));

    /// <summary>The identity; made at the first start on a data root.</summary>
    /// <exception cref="StartUpException">The file holds something else.</exception>
    public string Id => _id.Value;

    private static string ReadOrMake(string file)
    {
        if (!File.Exists(file)) AtomicFile.Write(file, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")));
        var text = File.ReadAllText(file).Trim();
        return Guid.TryParseExact(text, "N", out _)
            ? text
            : throw new StartUpException($"{file} must hold 32 hexadecimal digits; restore it, or delete it to give this panel a new identity.");
    }
}
