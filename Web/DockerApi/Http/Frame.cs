using System.Buffers.Binary;
using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Http;

/// <summary>The head of a piece of a multiplexed stream: stream, three zeros, length in four bytes, the highest first.</summary>
internal static class Frame
{
    public const int HeadLength = 8;

    /// <summary>Writes the head of a piece of so many bytes.</summary>
    public static void WriteHead(Span<byte> head, LogStream stream, int length)
    {
        head[..HeadLength].Clear();
        head[0] = stream == LogStream.Stderr ? (byte)2 : (byte)1;
        BinaryPrimitives.WriteInt32BigEndian(head[4..], length);
    }
}
