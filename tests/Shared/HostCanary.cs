using System.Security.Cryptography;
using System.Text;

namespace Panel.Tests.Shared;

/// <summary>A small tree of host files that no container may change; its hash tells.</summary>
public sealed class HostCanary : IDisposable
{
    private readonly string _before;

    /// <summary>Plants it.</summary>
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

    /// <summary>True while every file, link, mode and content is what it was.</summary>
    public bool IsUnchanged => Hash() == _before;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Hash()
    {
        var all = new StringBuilder();
        foreach (var path in Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            var content = file.LinkTarget ?? (Directory.Exists(path) ? "" : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
            all.Append(path).Append(' ').Append(file.UnixFileMode).Append(' ').Append(content).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
