using System.Security.Cryptography;
using Panel.Engine.Native.State;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Stored;

/// <summary>Content by digest: <c>blobs/sha256/…</c>. Stored content is complete; content is verified when it is read.</summary>
internal sealed class ContentStore(string root)
{
    private const long MaxReadBytes = 8 << 20;

    public string PathOf(string digest) => OciDigest.Is(digest) ? $"{root}/{digest[7..]}" : throw new InvalidDataException($"'{digest}' is not a sha256 digest.");

    /// <summary>Writes small content; returns its digest.</summary>
    public string Write(byte[] content)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        if (!File.Exists(PathOf(digest)) || !IsWhole(digest)) AtomicFile.Write(PathOf(digest), content);
        return digest;
    }

    /// <summary>Takes over a finished, synced file of the same file system.</summary>
    public void Adopt(string file, string digest)
    {
        File.Move(file, PathOf(digest), overwrite: true);
        AtomicFile.FlushDirectory(root);
    }

    /// <summary>Reads small content.</summary>
    /// <exception cref="InvalidDataException">It does not match its digest.</exception>
    public byte[] Read(string digest)
    {
        var path = PathOf(digest);
        if (new FileInfo(path) is { Exists: true, Length: > MaxReadBytes } file) throw new InvalidDataException($"{digest} has {file.Length} bytes; at most {MaxReadBytes} are read.");
        var content = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == digest[7..] ? content : throw new InvalidDataException($"The content of {digest} is damaged.");
    }

    public void Delete(string digest) => File.Delete(PathOf(digest));

    public IEnumerable<(string Digest, long Size)> List() =>
        from file in new DirectoryInfo(root).EnumerateFiles()
        where OciDigest.Is("sha256:" + file.Name)
        select ("sha256:" + file.Name, file.Length);

    /// <summary>Removes temporary files that a crash left behind.</summary>
    public void Sweep()
    {
        AtomicFile.CreateDirectory(root);
        foreach (var file in Directory.EnumerateFiles(root, "*.tmp")) File.Delete(file);
    }

    private bool IsWhole(string digest)
    {
        try
        {
            return Read(digest).Length >= 0;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
