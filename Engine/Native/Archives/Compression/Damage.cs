using SharpCompress.Common;

namespace Panel.Engine.Native.Archives.Compression;

/// <summary>Tells what a decoder throws at wrong data from what happens to its source.</summary>
internal static class Damage
{
    /// <summary>The decoders trust a length or a place of the data here and there, so these come of wrong data, too.</summary>
    public static bool Is(Exception error) => error is SharpCompressException or EndOfStreamException or IndexOutOfRangeException or ArgumentException
        or OverflowException or NullReferenceException or InvalidOperationException or NotSupportedException;
}
