using Microsoft.Win32.SafeHandles;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Files;

/// <summary>The files of a container, opened.</summary>
/// <param name="View">The files.</param>
/// <param name="Root">Their root directory.</param>
/// <param name="Owner">The owner of the root, disposed with it.</param>
internal sealed record OpenedFiles(ContainerView View, SafeFileHandle Root, IDisposable Owner) : IDisposable
{
    /// <summary>The container's gate, held while the files of a stopped container are written.</summary>
    public HeldContainer? Held { get; init; }

    public void Dispose()
    {
        View.Dispose();
        Owner.Dispose();
        Held?.Dispose();
    }
}
