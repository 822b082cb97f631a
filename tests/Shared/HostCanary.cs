using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Panel.Tests.Shared;

/// <summary>A small tree of host files that no container may change; a hash detects changes.</summary>
public sealed class HostCanary : IDisposable
{
    private readonly string _before;

    /// <summary>Creates the tree.</summary>
    public HostCanary()
    {
        Root = Directory.CreateTempSubdirectory("canary").FullName;
        Directory.CreateDirectory(Root + "/folder");
        File.WriteAllText(Root + "/secret", "only the host reads this\n");
        File.WriteAllText(Root + "/folder/file", "nobody changes this\n");
        File.CreateSymbolicLink(Root + "/link", "folder/file");
        _before = Hash();
    }

    /// <summary>Its folder.</summary>
    public string Root { get; }

    /// <summary>Whether every file, link, owner, mode and content is unchanged.</summary>
    public bool IsUnchanged => Hash() == _before;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Hash()
    {
        var all = new StringBuilder(Listing());
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            all.Append(path).Append(' ').Append(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))).Append('\n');
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }

    // .NET does not support owners.
    private string Listing()
    {
        using var find = Process.Start(new ProcessStartInfo("find", [Root, "-printf", "%p %y %m %U:%G %T@ %l\\n"]) { RedirectStandardOutput = true })!;
        var lines = find.StandardOutput.ReadToEnd().Split('\n');
        find.WaitForExit();
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
