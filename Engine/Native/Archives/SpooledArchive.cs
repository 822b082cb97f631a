using Panel.Engine.Contract;
using Panel.Engine.Native.Archives.Compression;

namespace Panel.Engine.Native.Archives;

/// <summary>An archive, unpacked into a file: it is complete before anything in a container changes, and reading it never waits.</summary>
internal sealed class SpooledArchive(string file) : IDisposable
{
    private const long MaxBytes = 64L << 30;

    public string File { get; } = file;

    /// <exception cref="InvalidInputException">It is damaged or larger than 64 GiB.</exception>
    public async Task FillAsync(Stream archive, CancellationToken cancellationToken)
    {
        await using var output = new FileStream(File, FileMode.CreateNew, FileAccess.Write);
        try
        {
            await using var plain = await Unpacking.OpenAsync(archive, null, cancellationToken);
            await CopyAsync(plain, output, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException("The archive's compression is damaged or cut off; make it again.", inner: error);
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
