using System.Formats.Tar;
using System.Text;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Tars to copy into containers.</summary>
internal static class Archive
{
    public static MemoryStream Of(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries) writer.WriteEntry(entry);
        }

        stream.Position = 0;
        return stream;
    }

    /// <param name="name">Its path.</param>
    /// <param name="text">Its content.</param>
    /// <param name="mode">Permission bits.</param>
    public static PaxTarEntry File(string name, string text, int mode) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), Mode = (UnixFileMode)mode };
}
