using System.Buffers;

namespace Panel.Web.DockerApi.Http;

/// <summary>How much of the beginning of a request has arrived. This class validates nothing; Kestrel does.</summary>
internal static class RequestStart
{
    /// <summary>Inspects the received bytes.</summary>
    /// <returns>Whether the method is POST, and the head with its final empty line; null while the head is incomplete.</returns>
    public static (bool Post, ReadOnlySequence<byte>? Head) Read(ReadOnlySequence<byte> arrived)
    {
        var post = "POST "u8;
        Span<byte> start = stackalloc byte[post.Length];
        var count = (int)Math.Min(arrived.Length, post.Length);
        arrived.Slice(0, count).CopyTo(start);
        return (start.SequenceEqual(post), Head(arrived));
    }

    // A line may end with a bare line feed (RFC 9112, section 2.2).
    private static ReadOnlySequence<byte>? Head(ReadOnlySequence<byte> arrived)
    {
        var reader = new SequenceReader<byte>(arrived);
        while (reader.TryAdvanceTo((byte)'\n'))
        {
            if (reader.IsNext("\r\n"u8, advancePast: true) || reader.IsNext((byte)'\n', advancePast: true)) return arrived.Slice(0, reader.Position);
        }

        return null;
    }
}
