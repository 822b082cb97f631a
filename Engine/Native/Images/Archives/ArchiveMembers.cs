using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Archives;
using ZstdSharp;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>
/// The members of an archive of images, spooled to numbered files: what an archive calls its members never becomes a path of the host, and a
/// link in it is only another name for a member.
/// </summary>
internal sealed class ArchiveMembers(string directory)
{
    private const int Most = 20_000;
    private const int MostHops = 8;

    private readonly Dictionary<string, Member> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>A member.</summary>
    /// <param name="Path">The file that holds it.</param>
    /// <param name="Digest">Of its content, <c>sha256:…</c>.</param>
    /// <param name="Length">Bytes.</param>
    internal sealed record Member(string Path, string Digest, long Length);

    /// <summary>Reads an archive, plain, gzip or zstd, to its end.</summary>
    /// <param name="archive">The stream.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="limit">Most bytes of all members.</param>
    /// <param name="cancellationToken">Cancels; the directory is half filled then.</param>
    /// <exception cref="InvalidInputException">It is no archive, damaged or too large.</exception>
    public static async Task<ArchiveMembers> ReadAsync(Stream archive, string directory, long limit, CancellationToken cancellationToken)
    {
        var members = new ArchiveMembers(directory);
        try
        {
            await using var tar = await OpenAsync(archive, cancellationToken);
            await using var reader = new TarReader(tar, leaveOpen: true);
            for (var count = 0; await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry; count++)
            {
                if (count == Most) throw new InvalidInputException($"The archive has more than {Most} members, the most that are accepted of an archive of images.");
                limit -= await members.AddAsync(entry, count, limit, cancellationToken);
            }
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or EndOfStreamException or ZstdException or ArgumentException)
        {
            throw new InvalidInputException("The stream is no tar archive of images, plain, gzip or zstd, or it is damaged or cut off.", inner: error);
        }
        return members;
    }

    /// <summary>The member of that name, through links; null when there is none.</summary>
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

    /// <summary>The blob of an OCI layout; null when it is not in the archive or is not what its digest says.</summary>
    public Member? Blob(string digest) =>
        ContentStore.IsDigest(digest) && Find("blobs/sha256/" + digest[7..]) is { } blob && blob.Digest == digest ? blob : null;

    /// <summary>A small member.</summary>
    /// <exception cref="InvalidInputException">It is larger than a document of an image may be.</exception>
    public static byte[] Read(Member member) => member.Length <= NewContent.MaxDocumentBytes ? File.ReadAllBytes(member.Path)
        : throw new InvalidInputException($"A document of the archive has {member.Length} bytes; at most {NewContent.MaxDocumentBytes} are read.");

    private static async Task<Stream> OpenAsync(Stream archive, CancellationToken cancellationToken)
    {
        var start = new byte[4];
        var count = await archive.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        if (count == 0) throw new InvalidInputException("The stream is empty; an archive of images is needed.");
        var whole = new StartedStream(start.AsMemory(0, count), archive);
        if (start is [0x1F, 0x8B, ..]) return new GZipStream(whole, CompressionMode.Decompress);
        return start is [0x28, 0xB5, 0x2F, 0xFD] ? new ZstdLayerStream(new DecompressionStream(whole)) : whole;
    }

    private async Task<long> AddAsync(TarEntry entry, int number, long limit, CancellationToken cancellationToken)
    {
        var name = Normal(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.SymbolicLink:
                _links[name] = Normal(Path.Join(Path.GetDirectoryName(name), entry.LinkName));
                return 0;
            case TarEntryType.HardLink:
                _links[name] = Normal(entry.LinkName);
                return 0;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                if (entry.Length > limit) throw new InvalidInputException("The archive holds more bytes than are accepted of one.");
                _files[name] = await SpoolAsync(entry, $"{directory}/{number}", cancellationToken);
                return entry.Length;
            default:
                return 0;
        }
    }

    private static async Task<Member> SpoolAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        if (entry.DataStream is { } data)
        {
            var buffer = new byte[1 << 16];
            while (await data.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        return new Member(path, "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()), entry.Length);
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
