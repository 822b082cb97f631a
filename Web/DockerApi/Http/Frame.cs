using System.Buffers.Binary;
using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Http;

/// <summary>The header of a frame in a multiplexed stream: the stream, three zeros, and the length in four bytes, big-endian.</summary>
internal static class Frame
{
    public const int HeadLength = 8;

    /// <summary>Writes the header of a frame with this length.</summary>
    public static void WriteHead(Span<byte> head, LogStream stream, int length)
    {
        head[..HeadLength].Clear();
        head[0] = stream == LogStream.Stderr ? (byte)2 : (byte)1;
        BinaryPrimitives.WriteInt32BigEndian(head[4..], length);
    }
}
