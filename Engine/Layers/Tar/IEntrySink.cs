using Microsoft.Win32.SafeHandles;

namespace Panel.Engine.Layers.Tar;

/// <summary>Takes the entries of a tree in the order of its tar.</summary>
public interface IEntrySink
{
    /// <summary>Takes an entry and, for a regular file with a length, its content.</summary>
    /// <exception cref="IOException">The file became shorter during the read.</exception>
    Task WriteAsync(LayerEntry entry, SafeFileHandle? content, CancellationToken cancellationToken);
}
