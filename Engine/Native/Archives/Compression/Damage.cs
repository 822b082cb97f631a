using SharpCompress.Common;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Tells a decoder's exceptions for damaged data from errors of its source.</summary>
internal static class Damage
{
    /// <summary>The decoders sometimes trust a length or a position in the data, so damaged data can also cause these.</summary>
    public static bool Is(Exception error) => error is SharpCompressException or EndOfStreamException or IndexOutOfRangeException or ArgumentException
        or OverflowException or NullReferenceException or InvalidOperationException or NotSupportedException;
}
