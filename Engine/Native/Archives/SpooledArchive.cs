using System.IO.Compression;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Archives;

/// <summary>An archive put into a file, unpacked from gzip: nothing of a container is touched before all of it is there, and reading it waits for nobody.</summary>
internal sealed class SpooledArchive(string file) : IDisposable
{
    private const long MaxBytes = 64L << 30;

    public string File { get; } = file;

    /// <exception cref="InvalidInputException">It is damaged or larger than 64 GiB.</exception>
    public async Task FillAsync(Stream archive, CancellationToken cancellationToken)
    {
        var start = new byte[2];
        var length = await archive.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        await using var output = new FileStream(File, FileMode.CreateNew, FileAccess.Write);
        if (start is not [0x1F, 0x8B])
        {
            await output.WriteAsync(start.AsMemory(0, length), cancellationToken);
            await CopyAsync(archive, output, cancellationToken);
            return;
        }

        try
        {
            await using var whole = new GZipStream(new StartedStream(start, archive), CompressionMode.Decompress);
            await CopyAsync(whole, output, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException("The archive's gzip is damaged; make it again.", inner: error);
        }
    }

    public void Dispose() => System.IO.File.Delete(File);

    private static async Task CopyAsync(Stream from, FileStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (to.Length + count > MaxBytes) throw new InvalidInputException("The archive is larger than 64 GiB.");
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
