using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Archives.Compression;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>The members of an image archive, spooled to numbered files, so that a member's name never becomes a host path, and a link is
/// only another name for a member.</summary>
internal sealed class ArchiveMembers(string directory)
{
    private const int Most = 20_000;
    private const int MostHops = 8;
    private const int MostName = 1024;

    private readonly Dictionary<string, Member> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>A member.</summary>
    /// <param name="Path">The file with its content.</param>
    /// <param name="Digest">Digest of its content, <c>sha256:…</c>.</param>
    /// <param name="Length">Its size in bytes.</param>
    internal sealed record Member(string Path, string Digest, long Length);

    /// <summary>Reads an archive, plain, gzip, zstd, xz or bzip2, to its end.</summary>
    /// <param name="archive">The stream.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="limits">The limits; the byte limit applies to the whole archive.</param>
    /// <param name="cancellationToken">Cancels; the directory is then incomplete.</param>
    /// <exception cref="InvalidInputException">It is not an archive, is damaged or too large.</exception>
    public static async Task<ArchiveMembers> ReadAsync(Stream archive, string directory, LayerLimits limits, CancellationToken cancellationToken)
    {
        var members = new ArchiveMembers(directory);
        await using var tar = await Unpacking.OpenAsync(archive, "an archive of images", cancellationToken);
        using var reader = new LayerTarReader(tar, limits, hashing: false);
        for (var count = 0; await NextAsync(reader, cancellationToken) is { } entry; count++)
        {
            if (count == Most) throw new InvalidInputException($"The archive has more than {Most} members, the most that are accepted of an archive of images.");
            await members.AddAsync(reader, entry, count, cancellationToken);
        }
        return members;
    }

    /// <summary>The member with that name, following links; null when there is none.</summary>
    public Member? Find(string name)
    {
        var at = Normal(name);
        for (var hops = 0; hops < MostHops; hops++)
        {
            if (_files.TryGetValue(at, out var file)) return file;
            if (!_links.TryGetValue(at, out var target)) return null;
            at = target;
        }
        return null;
    }

    /// <summary>The blob of an OCI layout; null when it is missing or does not match its digest.</summary>
    public Member? Blob(string digest) =>
        OciDigest.Is(digest) && Find("blobs/sha256/" + digest[7..]) is { } blob && blob.Digest == digest ? blob : null;

    /// <summary>Reads a small member.</summary>
    /// <exception cref="InvalidInputException">It is larger than an image's document may be.</exception>
    public static byte[] Read(Member member) => member.Length <= NewContent.MaxDocumentBytes ? File.ReadAllBytes(member.Path)
        : throw new InvalidInputException($"A document of the archive has {member.Length} bytes; at most {NewContent.MaxDocumentBytes} are read.");

    private static async Task<LayerEntry?> NextAsync(LayerTarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.NextAsync(cancellationToken);
        }
        catch (InvalidInputException error) when (!reader.IsTar)
        {
            throw new InvalidInputException("The stream is not a tar archive of images, plain, gzip, zstd, xz or bzip2, or it is damaged or cut off.", inner: error);
        }
    }

    private async Task AddAsync(LayerTarReader reader, LayerEntry entry, int number, CancellationToken cancellationToken)
    {
        if (entry.Name.Length > MostName || entry.LinkName.Length > MostName) throw new InvalidInputException($"The archive has a member whose name is longer than {MostName} bytes.");
        var name = Normal(RawName.Text(entry.Name));
        switch (entry.Type)
        {
            case LayerEntryType.Symlink:
                _links[name] = Normal(Path.Join(Path.GetDirectoryName(name), RawName.Text(entry.LinkName)));
                break;
            case LayerEntryType.HardLink:
                _links[name] = Normal(RawName.Text(entry.LinkName));
                break;
            case LayerEntryType.Regular:
                if (entry.Segments is not null) throw new InvalidInputException($"The archive's member '{entry.Display}' is a sparse file, which an archive of images never holds.");
                _files[name] = await SpoolAsync(reader, $"{directory}/{number}", cancellationToken);
                break;
            default:
                break;
        }
    }

    private static async Task<Member> SpoolAsync(LayerTarReader reader, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        long length = 0;
        while (await reader.ReadDataAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            hash.AppendData(piece.Span);
            RandomAccess.Write(file, piece.Span, length);
            length += piece.Length;
        }
        return new Member(path, "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    private static string Normal(string name)
    {
        List<string> parts = [];
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "." || (part == ".." && parts.Count == 0)) continue;
            if (part == "..") parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
